/**
 * What the server's thread writes for an I/O thread: a ring, and in order behind it what does not fit into
 * the ring.
 */
import type { WriteSpace } from "../framework/remoteSocket.ts";
import { TO } from "./protocol.ts";
import type { RingWriter } from "./ring.ts";

/** Records after which the thread is woken. */
const WAKE_EVERY = 64;
/** Longest record, bytes. */
const PART = 256 * 1024;
/** Space that is reserved for a message in the ring, bytes: a patch of a crowded view has some hundreds. */
const SPACE = 16 * 1024;

interface Spilled {
  kind: number;
  slot: number;
  stamp: number;
  bytes: Uint8Array | undefined;
}

export class ThreadOutput {
  readonly #ring: RingWriter;
  readonly #offset: number;
  /** In order: what did not fit into the ring. */
  #spilled: Spilled[] = [];
  #spilledBytes = 0;
  /** Records since the thread was last woken. */
  #unsignalled = 0;
  /** When the first unflushed record was written; undefined when there is none. */
  #since: number | undefined;
  /**
   * End positions of flushed batches that were not read yet, oldest first, with the times of their first
   * writes.
   */
  #flushed: { head: number; at: number }[] = [];
  #isOver = false;
  readonly #flush = (): void => this.flush();
  /** Used again for each message. */
  readonly #space: WriteSpace;

  /** @param offset see `clockOffset` */
  constructor(ring: RingWriter, offset: number) {
    this.#ring = ring;
    this.#offset = offset;
    const { bytes } = ring;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#space = { bytes, view, from: 0, to: 0 };
  }

  /** Bytes that the thread has not read yet. */
  get backlog(): number {
    return this.#ring.backlog + this.#spilledBytes;
  }

  /** How long the oldest unread batch has waited, ms; 0 when the thread has read all. */
  get delay(): number {
    const { tail } = this.#ring;
    const unread = this.#flushed.findIndex(({ head }) => ((head - tail) | 0) > 0);
    this.#flushed.splice(0, unread === -1 ? this.#flushed.length : unread);
    return unread === -1 ? 0 : performance.now() - this.#flushed[0]!.at;
  }

  put(kind: number, slot: number, bytes?: Uint8Array): void {
    if (this.#isOver) return;
    if (bytes === undefined || bytes.length <= PART) this.#write(kind, slot, 0, bytes);
    else
      for (let from = 0; from < bytes.length; from += PART)
        this.#write(kind, slot, 0, bytes.subarray(from, from + PART));
    this.#note();
  }

  /**
   * Space for one message, of which `commit` makes a record.
   * @returns undefined: the message has to be passed to `put`
   */
  reserve(): WriteSpace | undefined {
    if (this.#isOver || this.#spilled.length > 0) return undefined;
    const from = this.#ring.space(SPACE);
    if (from < 0) return undefined;
    const space = this.#space;
    space.from = from;
    space.to = from + SPACE;
    return space;
  }

  /**
   * @param from…to: the message in the latest space
   * @param from at most `UNUSED` bytes behind the beginning of the space
   */
  commit(kind: number, slot: number, from: number, to: number): void {
    this.#ring.commit(kind, slot, 0, this.#space.from, from, to);
    this.#note();
  }

  /** Ends a batch of writes: wakes the thread, which notes how long the batch took. */
  flush(): void {
    const since = this.#since;
    if (since === undefined) return;
    this.#since = undefined;
    this.#unsignalled = 0;
    if (this.#isOver) return;
    this.#write(TO.mark, 0, since + this.#offset, undefined);
    this.#flushed.push({ head: this.#ring.head, at: since });
    this.#ring.wake();
  }

  /** Must be called regularly: writes the records that did not fit, once the thread has read something. */
  pour(): void {
    if (this.#spilled.length === 0) return;
    let count = 0;
    for (const { kind, slot, stamp, bytes } of this.#spilled) {
      if (!this.#ring.write(kind, slot, stamp, bytes, 0, bytes?.length)) break;
      this.#spilledBytes -= bytes?.length ?? 0;
      count++;
    }
    this.#spilled.splice(0, count);
    this.#ring.wake();
  }

  /** Nothing is written any more. */
  end(): void {
    this.#isOver = true;
    this.#spilled = [];
    this.#spilledBytes = 0;
  }

  /** Something was written. */
  #note(): void {
    if (this.#since === undefined) {
      this.#since = performance.now();
      // Once for all that this turn of the event loop writes: timers of many clients send pings, and each
      // wake is a system call.
      setImmediate(this.#flush);
    }
    if (++this.#unsignalled < WAKE_EVERY) return;
    this.#unsignalled = 0;
    this.#ring.wake();
  }

  #write(kind: number, slot: number, stamp: number, bytes: Uint8Array | undefined): void {
    if (this.#spilled.length === 0 && this.#ring.write(kind, slot, stamp, bytes, 0, bytes?.length)) return;
    this.#spilled.push({ kind, slot, stamp, bytes: bytes && Buffer.from(bytes) });
    this.#spilledBytes += bytes?.length ?? 0;
  }
}
