/** Writer and reader of the bytes of a match log. Numbers are little-endian. */
import type { UnshownReason } from "./unshownReasons.ts";

/** The bytes are not a valid log, or not one that can be replayed here. */
export class BadLog extends Error {
  /** Of `UNSHOWN_REASONS`, or one of a newer server. */
  readonly reason: string;

  constructor(
    message: string,
    { reason = "damaged", ...options }: ErrorOptions & { reason?: UnshownReason | (string & {}) } = {},
  ) {
    super(message, options);
    this.reason = reason;
  }
}

export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  /** Number of bytes written; may be reduced. */
  length = 0;

  constructor(size = 1024) {
    this.#bytes = new Uint8Array(size);
    this.#view = new DataView(this.#bytes.buffer);
  }

  u8(value: number): void {
    if (this.length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.length++] = value;
  }

  u32(value: number): void {
    const at = this.skip(4);
    this.#view.setUint32(at, value, true);
  }

  f32(value: number): void {
    const at = this.skip(4);
    this.#view.setFloat32(at, value, true);
  }

  f64(value: number): void {
    const at = this.skip(8);
    this.#view.setFloat64(at, value, true);
  }

  /** Variable length: seven bits a byte, lowest first. @param value 0…2³²−1 */
  varint(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.u8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.u8(rest);
  }

  /** Variable length: values near zero are short. @param value −2³¹…2³¹−1 */
  zigzag(value: number): void {
    this.varint((value << 1) ^ (value >> 31));
  }

  /** Copies a few bytes of another writer without allocating. */
  copy(other: ByteWriter, from: number, to: number): void {
    const count = to - from;
    if (this.length + count > this.#bytes.length) this.#grow(count);
    const bytes = this.#bytes;
    const others = other.#bytes;
    let at = this.length;
    for (let i = from; i < to; i++) bytes[at++] = others[i]!;
    this.length = at;
  }

  raw(bytes: Uint8Array): void {
    const at = this.length;
    if (at + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
    this.length += bytes.length;
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** Reserves zeros to be overwritten later. @returns their position */
  skip(count: number): number {
    const at = this.length;
    const end = at + count;
    if (end > this.#bytes.length) this.#grow(count);
    for (let i = at; i < end; i++) this.#bytes[i] = 0;
    this.length = end;
    return at;
  }

  /** Sets bits of a byte that has been written. */
  mark(at: number, bits: number): void {
    this.#bytes[at]! |= bits;
  }

  /** @returns the bytes from a position on; valid until the next write */
  peek(from = 0, to = this.length): Uint8Array {
    return this.#bytes.subarray(from, to);
  }

  /** @returns a copy of all written bytes, and clears the writer */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  #grow(count: number): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + count));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** @throws BadLog where the bytes end too early */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  u8(): number {
    return this.#bytes[this.#take(1)]!;
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  f32(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new BadLog("a number that is too long");
  }

  zigzag(): number {
    const value = this.varint();
    return (value >>> 1) ^ -(value & 1);
  }

  raw(count: number): Uint8Array {
    const from = this.#take(count);
    return this.#bytes.subarray(from, from + count);
  }

  text(): string {
    return new TextDecoder().decode(this.raw(this.varint()));
  }

  #take(count: number): number {
    const from = this.at;
    if (count > this.#bytes.length - from) throw new BadLog("the bytes end in the middle of something");
    this.at += count;
    return from;
  }
}
