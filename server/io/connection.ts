/** A client's connection in its I/O thread: carries out the records of the server's thread, in order. */
import type { Socket } from "node:net";
import { readInto } from "../framework/nodeHandle.ts";
import { type SocketWriter, writerOf } from "../framework/socketWriter.ts";
import { FROM } from "./protocol.ts";

/** Largest read, bytes: that of Node. The buffer is reused after each read. */
const READ = Buffer.allocUnsafeSlow(64 * 1024);

export interface ConnectionEvents {
  tell(kind: number, slot: number, text?: string): void;
  /** @param bytes used again after the call */
  read(connection: Connection, bytes: Buffer): void;
  closed(connection: Connection): void;
}

/**
 * Why nothing is read: the server's thread has paused the connection, or has not taken the bytes that were
 * read before.
 */
export const PAUSED = { asked: 1, full: 2 } as const;
export type PauseReason = (typeof PAUSED)[keyof typeof PAUSED];

export class Connection {
  readonly slot: number;
  /** Bytes, since it was handed over. */
  written = 0;
  /** Bytes that were read since the ring's oldest position was `since`; see reading.ts. */
  burst = 0;
  since = 0;
  readonly #events: ConnectionEvents;
  #socket: Socket | undefined;
  #writer: SocketWriter | undefined;
  /** What is to be written, and the rest of what was wanted, until the connection is here. */
  #early: Buffer[] = [];
  #ends = false;
  #isDestroyed = false;
  /** Reasons, added up. */
  #paused = 0;

  constructor(slot: number, events: ConnectionEvents) {
    this.slot = slot;
    this.#events = events;
  }

  /** Bytes that the system has not taken yet. */
  get waiting(): number {
    return this.#writer?.waiting ?? this.written;
  }

  attach(socket: Socket): void {
    const { slot } = this;
    this.#socket = socket;
    this.#writer = writerOf(socket);
    socket.on("error", ({ code }: NodeJS.ErrnoException) =>
      this.#events.tell(FROM.failed, slot, code ?? "EIO"),
    );
    socket.on("end", () => this.#events.tell(FROM.ended, slot));
    socket.on("close", () => this.#onClose());
    readInto(socket, READ, (length) => {
      this.#events.read(this, READ.subarray(0, length));
      return length;
    });
    if (this.#isDestroyed) return void socket.destroy();
    for (const bytes of this.#early) this.#writer.write(bytes);
    this.#early = [];
    if (this.#ends) this.#end(socket);
    // Nothing comes to the stream but the end.
    if (this.#paused === 0) socket.resume();
  }

  /** @returns whether `bytes` are kept by reference until the system has taken them */
  write(bytes: Buffer): boolean {
    if (this.#isDestroyed || this.#ends) return false;
    this.written += bytes.length;
    const writer = this.#writer;
    if (writer === undefined) {
      this.#early.push(Buffer.from(bytes));
      return false;
    }
    return writer.writeShared(bytes);
  }

  end(): void {
    if (this.#ends) return;
    this.#ends = true;
    if (this.#socket !== undefined) this.#end(this.#socket);
  }

  destroy(): void {
    this.#isDestroyed = true;
    const socket = this.#socket;
    if (socket?.closed) this.#onClose();
    else socket?.destroy();
  }

  pause(why: PauseReason): void {
    this.#paused |= why;
    this.#socket?.pause();
  }

  resume(why: PauseReason): void {
    this.#paused &= ~why;
    if (this.#paused === 0) this.#socket?.resume();
  }

  #end(socket: Socket): void {
    socket.end(() => this.#events.tell(FROM.finished, this.slot));
  }

  /** The slot is free only after the server's thread has given the connection up, too. */
  #onClose(): void {
    if (!this.#isDestroyed) return;
    this.#events.closed(this);
    this.#events.tell(FROM.closed, this.slot);
  }
}
