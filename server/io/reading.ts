/**
 * Brings what connections send to the server's thread. That is woken for what cannot wait; inputs and answers
 * to pings wait for its next step, which needs no earlier sight of them. While it takes nothing, connections
 * are not read any more, so that what they send waits in the system, and in the end at the clients.
 */
import { type Connection, PAUSED } from "./connection.ts";
import { FROM } from "./protocol.ts";
import type { RingWriter } from "./ring.ts";

/**
 * Most bytes of one connection that the server's thread has not taken; above it the connection is not read.
 */
const BURST = 32 * 1024;

/** First bytes of whole messages: binary data, and the answer to a ping. */
const BINARY = 0x82;
const PONG = 0x8a;
/** Bytes before the payload of a short masked frame. */
const HEADER = 6;
const LENGTH = 127;

interface Held {
  kind: number;
  slot: number;
  stamp: number;
  bytes: Buffer;
}

export class Reading {
  readonly #ring: RingWriter;
  readonly #now: () => number;
  /** In order: what did not fit into the ring. */
  #held: Held[] = [];
  readonly #paused = new Set<Connection>();
  /** Position of the server's thread in the ring when connections were paused. */
  #tail = 0;
  readonly #patient: number;

  /** @param patient see `IoThreadData` */
  constructor(ring: RingWriter, now: () => number, patient: number) {
    this.#ring = ring;
    this.#patient = patient;
    this.#now = now;
  }

  /** @param bytes used again after the call */
  take(connection: Connection, bytes: Buffer): void {
    this.#put(FROM.data, connection.slot, bytes);
    if (!this.#canWait(bytes)) this.#ring.wake();
    const { tail } = this.#ring;
    if (connection.since !== tail) connection.burst = 0;
    connection.since = tail;
    connection.burst += bytes.length;
    if (connection.burst <= BURST && this.#held.length === 0) return;
    connection.pause(PAUSED.full);
    this.#tail = tail;
    this.#paused.add(connection);
    this.#ring.wake();
  }

  tell(kind: number, slot: number, text = ""): void {
    this.#put(kind, slot, Buffer.from(text));
    this.#ring.wake();
  }

  /** Must be called regularly: continues once the server's thread has taken something. */
  resume(): void {
    if (this.#held.length > 0) {
      const held = this.#held;
      this.#held = [];
      for (const { kind, slot, bytes, stamp } of held) this.#put(kind, slot, bytes, stamp);
      this.#ring.wake();
    }
    if (this.#paused.size === 0 || this.#held.length > 0) return;
    // The server's thread may have taken everything just before a connection was paused.
    if (this.#ring.tail === this.#tail && this.#ring.backlog > 0) return;
    for (const connection of this.#paused) connection.resume(PAUSED.full);
    this.#paused.clear();
  }

  #put(kind: number, slot: number, bytes: Buffer, stamp = this.#now()): void {
    if (this.#held.length === 0 && this.#ring.write(kind, slot, stamp, bytes, 0, bytes.length)) return;
    this.#held.push({ kind, slot, stamp, bytes: Buffer.from(bytes) });
  }

  /** @returns whether these bytes look like inputs, or answers to pings, and nothing else: a fast guess */
  #canWait(bytes: Buffer): boolean {
    for (let at = 0; at < bytes.length; at += HEADER + (bytes[at + 1]! & LENGTH)) {
      if (bytes[at] === PONG) continue;
      if (bytes[at] !== BINARY || (bytes[at + HEADER]! ^ bytes[at + 2]!) !== this.#patient) return false;
    }
    return true;
  }
}
