/**
 * A queue of records from one thread to another, in shared memory: one thread writes, the other one reads,
 * and neither ever waits for the other. Positions grow without end, modulo 2^32; a record does not wrap.
 *
 *   record   [unused << 28 | length u32][slot << 8 | kind u32][stamp f64][unused bytes][bytes][padding up to 8]
 */

/** Bytes before what is in a record. */
const HEADER = 16;
/** Not a record: the next one is at the beginning. */
const SKIP = 0;

/**
 * Places in the control words. Each has a pair of cache lines for itself (processors fetch pairs): otherwise
 * every record that one thread reads would take the line of `HEAD` from the thread that writes.
 */
const HEAD = 0;
const TAIL = 32;
const ASLEEP = 64;
const CONTROL_BYTES = 4 * 96;

/** Bits of a record's length. The bits above them hold the number of unused bytes before its bytes. */
const LENGTH_BITS = 28;
const LENGTH = 2 ** LENGTH_BITS - 1;
/** Most unused bytes before the bytes of a record. */
export const UNUSED = 15;

const padded = (length: number): number => (length + 7) & ~7;

/** @param kind 1…255 @param bytes from…to: its content, in a buffer that is reused after the call */
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
  /** The memory of all records. */
  readonly bytes: Buffer;
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

  /** Bytes of records that are written but not read. */
  get backlog(): number {
    return (Atomics.load(this.control, HEAD) - Atomics.load(this.control, TAIL)) >>> 0;
  }
}

export class RingWriter extends RingView {
  /** Where the next record begins, and the latest known position of the reader. */
  #head = 0;
  #tail = 0;
  /** Bytes that were skipped before the record of the latest space. */
  #skipped = 0;

  /** Position up to which the reader has read. */
  get tail(): number {
    this.#tail = Atomics.load(this.control, TAIL);
    return this.#tail;
  }

  /** Position behind the newest record. */
  get head(): number {
    return this.#head;
  }

  /**
   * @returns false when the ring is too full; then nothing was written. Up to half of the ring always fits
   * once it is empty.
   */
  write(kind: number, slot: number, stamp: number, source?: Uint8Array, from = 0, to = 0): boolean {
    const length = to - from;
    const whole = HEADER + padded(length);
    const at = this.#place(whole);
    if (at < 0) return false;
    if (length > 0) copyInto(this.bytes, at + HEADER, source!, from, to);
    this.#publish(kind, slot, stamp, at, length, 0);
    return true;
  }

  /**
   * Space for a record whose bytes are written into `bytes` directly: `size` bytes from the returned index.
   * Whatever is written next takes the same space, unless `commit` is called before.
   * @returns a negative number when the ring is too full
   */
  space(size: number): number {
    const at = this.#place(HEADER + padded(size));
    return at < 0 ? at : at + HEADER;
  }

  /** Makes a record of bytes in the latest space. @param from at most `UNUSED` bytes behind its beginning */
  commit(kind: number, slot: number, stamp: number, space: number, from: number, to: number): void {
    this.#publish(kind, slot, stamp, space - HEADER, to - from, from - space);
  }

  /** Wakes the reader if it sleeps. */
  wake(): void {
    // Usually the reader is awake, and a mere load leaves its cache line alone.
    if (Atomics.load(this.control, ASLEEP) === 0) return;
    if (Atomics.exchange(this.control, ASLEEP, 0) === 1) Atomics.notify(this.control, ASLEEP);
  }

  /** @returns where a record of this size begins; a negative number when the ring is too full */
  #place(whole: number): number {
    const at = (this.#head >>> 0) & (this.size - 1);
    const rest = this.size - at;
    this.#skipped = whole > rest ? rest : 0;
    if (!this.#fits(whole + this.#skipped)) return -1;
    return this.#skipped > 0 ? 0 : at;
  }

  #publish(kind: number, slot: number, stamp: number, at: number, length: number, unused: number): void {
    if (this.#skipped > 0) this.words[((this.size - this.#skipped) >> 2) + 1] = SKIP;
    this.words[at >> 2] = (unused << LENGTH_BITS) | length;
    this.words[(at >> 2) + 1] = (slot << 8) | kind;
    this.stamps[(at >> 3) + 1] = stamp;
    this.#head = (this.#head + this.#skipped + HEADER + padded(unused + length)) | 0;
    this.#skipped = 0;
    Atomics.store(this.control, HEAD, this.#head);
  }

  #fits(length: number): boolean {
    if (((this.#head - this.#tail) >>> 0) + length <= this.size) return true;
    this.#tail = Atomics.load(this.control, TAIL);
    return ((this.#head - this.#tail) >>> 0) + length <= this.size;
  }
}

/** Up to this length a loop copies faster than `set`, bytes. */
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
   * @param most records @returns the number of records
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
      const size = this.words[at >> 2]!;
      const [unused, length] = [size >>> LENGTH_BITS, size & LENGTH];
      count++;
      try {
        const begin = at + HEADER + unused;
        on(what & 255, what >>> 8, this.stamps[(at >> 3) + 1]!, this.bytes, begin, begin + length);
      } finally {
        this.#advance(HEADER + padded(unused + length));
      }
    }
    return count;
  }

  /**
   * Must be called when there is nothing to read.
   * @param awake called once, as soon as the writer has woken this thread up; never before this call has
   * returned
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
