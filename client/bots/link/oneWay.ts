/** One direction of one connection: takes what a socket hears, gives it to the other when it is due. */
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { DelayLine } from "./delayLine.ts";

/** Bytes, or how the sender took its leave. */
type Chunk = Buffer | "end" | "reset";

/** More than this is not read ahead: the sender is held back as by a full window, bytes. */
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

  /** Nothing is given from now on, whatever is due. */
  goSilent(): void {
    this.#silent = true;
    clearTimeout(this.#timer);
  }

  /** Gives what has become due meanwhile; the rest keeps its time. */
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
    // Rounded up: a timer may come a part of a millisecond early, and then nothing would be due.
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
