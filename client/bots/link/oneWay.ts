/**
 * One direction of one connection: reads from one socket, and writes to the other one when the data is due.
 */
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { DelayLine } from "./delayLine.ts";

/** Bytes, or how the sender ended the connection. */
type Chunk = Buffer | "end" | "reset";

/** Most bytes read ahead; beyond it the sender has to wait, as with a full TCP window. */
const WINDOW = 256 * 1024;

export class OneWay {
  readonly #from: Socket;
  readonly #into: Socket;
  readonly #line: DelayLine;
  #waiting: { chunk: Chunk; due: number }[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #silent: boolean;

  constructor(from: Socket, into: Socket, line: DelayLine, silent: boolean) {
    this.#from = from;
    this.#into = into;
    this.#line = line;
    this.#silent = silent;
    from.on("data", (bytes: Buffer) => this.#take(bytes));
    from.on("end", () => this.#take("end"));
    from.on("close", (hadError) => hadError && this.#take("reset"));
    into.on("drain", () => this.#holdBack());
    into.on("close", () => this.#drop());
  }

  /** Writes nothing from now on, even if data is due. */
  goSilent(): void {
    this.#silent = true;
    clearTimeout(this.#timer);
  }

  /** Writes what has become due meanwhile; later data keeps its time. */
  mend(): void {
    this.#silent = false;
    this.#give();
  }

  #take(chunk: Chunk): void {
    if (this.#into.destroyed) return;
    const size = sizeOf(chunk);
    this.#waitingBytes += size;
    this.#waiting.push({ chunk, due: this.#line.push(performance.now(), size) });
    if (this.#waiting.length === 1) this.#give();
    else this.#holdBack();
  }

  #give(): void {
    clearTimeout(this.#timer);
    if (this.#silent) return;
    const now = performance.now();
    const next = this.#waiting.findIndex(({ due }) => due > now);
    const ready = this.#waiting.splice(0, next < 0 ? this.#waiting.length : next);
    this.#into.cork();
    for (const { chunk } of ready) this.#hand(chunk);
    this.#into.uncork();
    const first = this.#waiting[0];
    // Rounded up, because a timer may fire a fraction of a millisecond early, when nothing is due yet.
    if (first !== undefined) this.#timer = setTimeout(() => this.#give(), Math.ceil(first.due - now));
    this.#holdBack();
  }

  #hand(chunk: Chunk): void {
    this.#waitingBytes -= sizeOf(chunk);
    if (chunk === "end") this.#into.end();
    else if (chunk === "reset") this.#into.resetAndDestroy();
    else this.#into.write(chunk);
  }

  #holdBack(): void {
    const ahead = this.#into.destroyed ? 0 : this.#waitingBytes + this.#into.writableLength;
    if (ahead > WINDOW) this.#from.pause();
    else if (this.#from.isPaused()) this.#from.resume();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#holdBack();
  }
}

const sizeOf = (chunk: Chunk): number => (typeof chunk === "string" ? 0 : chunk.length);
