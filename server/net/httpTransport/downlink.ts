/**
 * The bytes to a client over HTTP, addressed by offset and kept until the client acknowledges them, and the
 * requests that wait for them. Either one request is a stream, whose answer goes on, or several are polls,
 * each answered with the bytes available.
 */
import type { ServerResponse } from "node:http";
import { DOWN, type Down, MOST_POLLS, WINDOW, writeOffset } from "../../../shared/httpTransport.ts";

/**
 * A poll is answered without bytes after this, ms: some proxies end a request that has been silent for ten
 * seconds.
 */
const HOLD = 5000;

interface Kept {
  readonly offset: number;
  readonly bytes: Buffer;
}

interface Poll {
  readonly response: ServerResponse;
  readonly timer: NodeJS.Timeout;
}

export class Downlink {
  /** Bytes that are not acknowledged yet. */
  readonly #kept: Kept[] = [];
  #acknowledged = 0;
  #end = 0;
  /** Offset up to which bytes were written to a request. */
  #written = 0;
  #stream: ServerResponse | undefined;
  readonly #polls: Poll[] = [];
  #isPlanned = false;
  #isEnded = false;
  readonly #onRoom: () => void;

  /** @param onRoom called when the client has acknowledged bytes */
  constructor(onRoom: () => void) {
    this.#onRoom = onRoom;
  }

  /** Whether more may be pushed: the unacknowledged bytes are below the window. */
  get hasRoom(): boolean {
    return this.#end - this.#acknowledged < WINDOW;
  }

  /** Offset up to which bytes were written to requests. */
  get written(): number {
    return this.#written;
  }

  /** @param bytes are copied, because the caller reuses their memory */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#kept.push({ offset: this.#end, bytes: Buffer.from(bytes) });
    this.#end += bytes.length;
    if (this.#stream !== undefined) this.#write();
    else if (this.#polls.length > 0) this.#plan();
  }

  /** @returns false when the offset is beyond what was pushed */
  acknowledge(offset: number): boolean {
    if (offset > this.#end) return false;
    if (offset <= this.#acknowledged) return true;
    this.#acknowledged = offset;
    const first = this.#kept.findIndex((part) => part.offset + part.bytes.length > offset);
    this.#kept.splice(0, first < 0 ? this.#kept.length : first);
    this.#onRoom();
    return true;
  }

  /**
   * @param from offset up to which the client has all bytes; a later request that arrived earlier may have
   * named more
   * @returns false when no more bytes will follow
   */
  attach(response: ServerResponse, from: number, how: Down): boolean {
    this.acknowledge(from);
    if (how !== DOWN.poll) this.#written = this.#acknowledged;
    if (this.#isEnded && this.#written === this.#end) return false;
    if (how === DOWN.stream) this.#begin(response);
    else this.#hold(response);
    return true;
  }

  /** Nothing more is pushed: the answers end once everything has been written. */
  end(): void {
    this.#isEnded = true;
    if (this.#stream !== undefined || this.#polls.length > 0) this.#write();
  }

  #begin(response: ServerResponse): void {
    this.#stream?.end();
    for (const poll of this.#polls.splice(0)) this.#answer(poll, []);
    this.#stream = response;
    response.once("close", () => {
      if (this.#stream === response) this.#stream = undefined;
    });
    // A proxy that buffers or compresses the answer would delay it.
    response.setHeader("Cache-Control", "no-store, no-transform");
    response.setHeader("X-Accel-Buffering", "no");
    response.writeHead(200);
    response.write(writeOffset(this.#written));
    this.#write();
  }

  #hold(response: ServerResponse): void {
    this.#stream?.end();
    this.#stream = undefined;
    if (this.#polls.length >= MOST_POLLS) this.#answer(this.#polls.shift()!, []);
    const timer = setTimeout(() => this.#drop(response, true), HOLD).unref();
    this.#polls.push({ response, timer });
    response.once("close", () => this.#drop(response, false));
    if (this.#written < this.#end || this.#isEnded) this.#plan();
  }

  #drop(response: ServerResponse, hasToAnswer: boolean): void {
    const at = this.#polls.findIndex((poll) => poll.response === response);
    if (at < 0) return;
    const [poll] = this.#polls.splice(at, 1);
    if (hasToAnswer) this.#answer(poll!, []);
    else clearTimeout(poll!.timer);
  }

  /** Bytes that are pushed in the same turn of the event loop go into one answer. */
  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      this.#write();
    });
  }

  #write(): void {
    if (this.#stream !== undefined) {
      for (const bytes of this.#rest()) this.#stream.write(bytes);
      this.#written = this.#end;
      if (this.#isEnded) this.#stream.end();
      return;
    }
    while (this.#polls.length > 0 && (this.#written < this.#end || this.#isEnded)) {
      const rest = this.#rest();
      this.#answer(this.#polls.shift()!, rest);
      this.#written = this.#end;
    }
  }

  /** @returns the bytes that were not written yet */
  #rest(): Buffer[] {
    return this.#kept
      .filter(({ offset, bytes }) => offset + bytes.length > this.#written)
      .map(({ offset, bytes }) => bytes.subarray(Math.max(0, this.#written - offset)));
  }

  #answer({ response, timer }: Poll, parts: readonly Buffer[]): void {
    clearTimeout(timer);
    if (response.destroyed) return;
    const body = Buffer.concat([writeOffset(this.#written), ...parts]);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Length", body.length);
    response.writeHead(200);
    response.end(body);
  }
}
