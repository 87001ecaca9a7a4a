/**
 * A client's connection as the server's thread has it when an I/O thread reads and writes it: beneath `ws`,
 * in the place of Node's socket.
 */
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { RawWriter, RemoteSocket, Take, WriteSpace } from "../framework/remoteSocket.ts";
import { TO } from "./protocol.ts";

/** The part of the link to its thread that a connection uses. */
export interface ThreadLine {
  /** @param bytes free again after the call */
  put(kind: number, slot: number, bytes?: Uint8Array): void;
  /** See `ThreadOutput`. */
  reserve(): WriteSpace | undefined;
  commit(kind: number, slot: number, from: number, to: number): void;
  /** @returns how many of the bytes that were put the system has taken, modulo 2^32 */
  taken(slot: number): number;
  /** @returns bytes that were written and that the system has not taken */
  blocked(slot: number): number;
}

export class ThreadSocket extends Duplex implements RemoteSocket {
  readonly isRemote = true;
  bytesRead = 0;
  arrivedAt = 0;
  readonly rawWriter: ThreadWriter;
  readonly #line: ThreadLine;
  readonly #slot: number;
  readonly #origin: Socket;
  #take: Take | undefined;
  #isPaused = false;
  /** As `destroyed`, which is slow to read. */
  #isDestroyed = false;
  #onFinished: (() => void) | undefined;

  /** @param origin Node's socket, which has no connection any more: it ends with this one */
  constructor(line: ThreadLine, slot: number, origin: Socket) {
    super({ allowHalfOpen: true });
    this.#line = line;
    this.#slot = slot;
    this.#origin = origin;
    this.rawWriter = new ThreadWriter(line, slot);
  }

  get bytesWritten(): number {
    return this.rawWriter.written;
  }

  readInto(take: Take): void {
    this.#take = take;
  }

  /** Bytes have arrived. @param bytes from…to, reused after the call @param at ms of `performance.now` */
  receive(bytes: Buffer, from: number, to: number, at: number): void {
    if (this.#isDestroyed) return;
    this.bytesRead += to - from;
    this.arrivedAt = at;
    const rest = from + (this.#take?.(bytes, from, to) ?? 0);
    if (rest === to || this.#isDestroyed) return;
    if (this.push(Buffer.from(bytes.subarray(rest, to)))) return;
    this.#isPaused = true;
    this.#line.put(TO.pause, this.#slot);
  }

  /** The client has ended its side. */
  ended(): void {
    if (!this.#isDestroyed) this.push(null);
  }

  /** An `end` was carried out. */
  finished(): void {
    this.#onFinished?.();
    this.#onFinished = undefined;
  }

  override _read(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#line.put(TO.resume, this.#slot);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.rawWriter.put(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    for (const { chunk } of chunks) this.rawWriter.put(chunk);
    done();
  }

  override end(...args: unknown[]): this {
    this.rawWriter.isOver = true;
    return super.end(...(args as []));
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#onFinished = () => done();
    this.#line.put(TO.end, this.#slot);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#isDestroyed = this.rawWriter.isOver = true;
    this.#take = undefined;
    this.#line.put(TO.destroy, this.#slot);
    this.#origin.destroy();
    done(error);
  }
}

/**
 * Holds everything that a patch needs of its connection, because the socket's own members are slow to read.
 */
class ThreadWriter implements RawWriter {
  /** Bytes since the connection was handed over. */
  written = 0;
  /** The stream was ended, or destroyed. */
  isOver = false;
  readonly #line: ThreadLine;
  readonly #slot: number;

  constructor(line: ThreadLine, slot: number) {
    this.#line = line;
    this.#slot = slot;
  }

  get waiting(): number {
    return (this.written - this.#line.taken(this.#slot)) | 0;
  }

  get isBlocked(): boolean {
    return this.#line.blocked(this.#slot) > 0;
  }

  write(bytes: Uint8Array): boolean {
    if (!this.isOver) this.put(bytes);
    return false;
  }

  writeShared(bytes: Uint8Array): boolean {
    return this.write(bytes);
  }

  reserve(): WriteSpace | undefined {
    return this.isOver ? undefined : this.#line.reserve();
  }

  commit(from: number, to: number): void {
    this.written += to - from;
    this.#line.commit(TO.data, this.#slot, from, to);
  }

  /** Also what the stream had when it was ended. */
  put(bytes: Uint8Array): void {
    this.written += bytes.length;
    this.#line.put(TO.data, this.#slot, bytes);
  }
}
