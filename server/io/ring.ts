/**
 * A queue of records from one thread to another, in shared memory: one thread writes, the other one reads, and neither ever
 * waits for the other. Positions grow without end, modulo 2^32; a record does not wrap.
 *
 *   record   [length u32][slot << 8 | kind u32][stamp f64][bytes, padded to 8]
 */

/** Bytes before what is in a record. */
const HEADER = 16;
/** Not a record: the next one is at the beginning. */
const SKIP = 0;

/** Places in the control words. */
const HEAD = 0;
const TAIL = 1;
const ASLEEP = 2;
const CONTROL_BYTES = 64;

const padded = (length: number): number => (length + 7) & ~7;

/** @param kind 1…255 @param bytes from…to: what is in it, in a buffer that is used again after the call */
export type OnRecord = (
  kind: number,
  slot: number,
  stamp: number,
  bytes: Buffer,
  from: number,
  to: number,
) => void;

/** @param size of its records, bytes: a power of two, 1 KB or more @returns the memory of a ring */
export const ringMemory = (size: number): SharedArrayBuffer => new SharedArrayBuffer(CONTROL_BYTES + size);

class RingView {
  protected readonly control: Int32Array;
  protected readonly bytes: Buffer;
  protected readonly words: Int32Array;
  protected readonly stamps: Float64Array;
  protected readonly size: number;

  constructor(memory: SharedArrayBuffer) {
    this.size = memory.byteLength - CONTROL_BYTES;
    this.control = new Int32Array(memory, 0, CONTROL_BYTES / 4);
    this.bytes = Buffer.from(memory, CONTROL_BYTES, this.size);
    this.words = new Int32Array(memory, CONTROL_BYTES, this.size / 4);
    this.stamps = new Float64Array(memory, CONTROL_BYTES, this.size / 8);
  }

  /** Bytes of records that are written and not read. */
  get backlog(): number {
    return (Atomics.load(this.control, HEAD) - Atomics.load(this.control, TAIL)) >>> 0;
  }
}

export class RingWriter extends RingView {
  /** Where the next record begins, and up to where the reader had read when it was last asked. */
  #head = 0;
  #tail = 0;

  /** Position up to which the reader has read. */
  get tail(): number {
    this.#tail = Atomics.load(this.control, TAIL);
    return this.#tail;
  }

  /** Position behind the newest record. */
  get head(): number {
    return this.#head;
  }

  /** @returns false when the ring is too full: nothing was written; up to half of it always fits once it is empty */
  write(kind: number, slot: number, stamp: number, source?: Uint8Array, from = 0, to = 0): boolean {
    const length = to - from;
    const whole = HEADER + padded(length);
    let at = (this.#head >>> 0) & (this.size - 1);
    const skipped = at + whole > this.size ? this.size - at : 0;
    if (!this.#fits(whole + skipped)) return false;
    if (skipped > 0) {
      this.words[(at >> 2) + 1] = SKIP;
      at = 0;
    }
    this.words[at >> 2] = length;
    this.words[(at >> 2) + 1] = (slot << 8) | kind;
    this.stamps[(at >> 3) + 1] = stamp;
    if (length > 0) copyInto(this.bytes, at + HEADER, source!, from, to);
    this.#head = (this.#head + skipped + whole) | 0;
    Atomics.store(this.control, HEAD, this.#head);
    return true;
  }

  /** Wakes the reader if it sleeps. */
  wake(): void {
    // Mostly it is awake, and a look leaves its cache line alone.
    if (Atomics.load(this.control, ASLEEP) === 0) return;
    if (Atomics.exchange(this.control, ASLEEP, 0) === 1) Atomics.notify(this.control, ASLEEP);
  }

  #fits(length: number): boolean {
    if (((this.#head - this.#tail) >>> 0) + length <= this.size) return true;
    this.#tail = Atomics.load(this.control, TAIL);
    return ((this.#head - this.#tail) >>> 0) + length <= this.size;
  }
}

/** Up to here a loop copies faster than the call that is made for it, bytes. */
const LOOP = 40;

function copyInto(bytes: Buffer, at: number, source: Uint8Array, from: number, to: number): void {
  const length = to - from;
  if (length <= LOOP) for (let i = 0; i < length; i++) bytes[at + i] = source[from + i]!;
  else bytes.set(length === source.length ? source : source.subarray(from, to), at);
}

export class RingReader extends RingView {
  #tail = 0;

  /**
   * Reads records, oldest first. Each is free for the writer once `on` has returned, or has thrown.
   * @param most so many at most @returns the number of them
   */
  read(on: OnRecord, most = Number.POSITIVE_INFINITY): number {
    const head = Atomics.load(this.control, HEAD);
    let count = 0;
    while (this.#tail !== head && count < most) {
      const at = (this.#tail >>> 0) & (this.size - 1);
      const what = this.words[(at >> 2) + 1]!;
      if (what === SKIP) {
        this.#advance(this.size - at);
        continue;
      }
      const length = this.words[at >> 2]!;
      count++;
      try {
        const begin = at + HEADER;
        on(what & 255, what >>> 8, this.stamps[(at >> 3) + 1]!, this.bytes, begin, begin + length);
      } finally {
        this.#advance(HEADER + padded(length));
      }
    }
    return count;
  }

  /**
   * To be called when there is nothing to read. @param awake called once, as soon as the writer has woken this thread up; never
   * before this call has returned
   */
  sleep(awake: () => void): void {
    Atomics.store(this.control, ASLEEP, 1);
    if (Atomics.load(this.control, HEAD) !== this.#tail) Atomics.store(this.control, ASLEEP, 0);
    const woken = Atomics.waitAsync(this.control, ASLEEP, 1);
    if (woken.async) void woken.value.then(awake);
    else setImmediate(awake);
  }

  #advance(by: number): void {
    this.#tail = (this.#tail + by) | 0;
    Atomics.store(this.control, TAIL, this.#tail);
  }
}
