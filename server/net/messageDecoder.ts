/**
 * Decodes a message of a client: its type and one value in MessagePack, as the SDK encodes it. It replaces
 * the framework's decoder, which allocates whatever a length announces and compiles code for shapes that a
 * client invents.
 *
 *   message  [name, as a string][value]?
 *   record   [0xd4 0x72][id 0x40…0x7f][array of keys][value]*    an object; later ones of its shape are [id][value]*
 */

/** Deeper than any honest message. */
const DEPTH = 8;
const RECORD = 0x72;
const text = new TextDecoder("utf-8", { fatal: true });

export interface DecodedMessage {
  type: string;
  /** Plain data, or undefined for a message without a body. */
  message: unknown;
}

/** @param from where the name starts @returns undefined when the bytes are not well formed to the last one */
export function decodeMessage(bytes: Uint8Array, from: number): DecodedMessage | undefined {
  try {
    const reader = new Reader(bytes, from);
    const type = reader.value(0);
    if (typeof type !== "string") return undefined;
    const message = reader.isAtEnd ? undefined : reader.value(DEPTH);
    return reader.isAtEnd ? { type, message } : undefined;
  } catch {
    return undefined;
  }
}

class Malformed extends Error {}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #records = new Map<number, string[]>();
  #at: number;

  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = from;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** @throws when the value is missing, incomplete, or nested deeper than `depth` */
  value(depth: number): unknown {
    const head = this.#view.getUint8(this.#at++);
    if (head < 0x80) {
      const keys = this.#records.get(head);
      return keys === undefined ? head : this.#object(keys, depth);
    }
    if (head >= 0xe0) return head - 0x100;
    if (head >= 0xa0 && head < 0xc0) return this.#text(head & 0x1f);
    if (head >= 0x90 && head < 0xa0) return this.#array(head & 0x0f, depth);
    if (head < 0x90) return this.#map(head & 0x0f, depth);
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
      case 0xc3:
        return head === 0xc3;
      case 0xca:
        return this.#view.getFloat32(this.#skip(4));
      case 0xcb:
        return this.#view.getFloat64(this.#skip(8));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(head - 0xcc);
      case 0xd0:
        return this.#view.getInt8(this.#skip(1));
      case 0xd1:
        return this.#view.getInt16(this.#skip(2));
      case 0xd2:
        return this.#view.getInt32(this.#skip(4));
      case 0xd4:
        return this.#extension(depth);
      case 0xd9:
      case 0xda:
        return this.#text(this.#unsigned(head - 0xd9));
      case 0xdc:
        return this.#array(this.#unsigned(1), depth);
      case 0xde:
        return this.#map(this.#unsigned(1), depth);
      default:
        throw new Malformed();
    }
  }

  /** @param size 0: one byte, 1: two, 2: four */
  #unsigned(size: number): number {
    const at = this.#skip(1 << size);
    return size === 0
      ? this.#view.getUint8(at)
      : size === 1
        ? this.#view.getUint16(at)
        : this.#view.getUint32(at);
  }

  #text(length: number): string {
    const at = this.#skip(length);
    return text.decode(this.#bytes.subarray(at, at + length));
  }

  #array(length: number, depth: number): unknown[] {
    this.#hasRoomFor(length, depth);
    return Array.from({ length }, () => this.value(depth - 1));
  }

  #map(length: number, depth: number): object {
    this.#hasRoomFor(2 * length, depth);
    const entries = Array.from({ length }, () => [this.#key(), this.value(depth - 1)] as const);
    return Object.fromEntries(entries);
  }

  #object(keys: readonly string[], depth: number): object {
    this.#hasRoomFor(keys.length, depth);
    return Object.fromEntries(keys.map((key) => [key, this.value(depth - 1)] as const));
  }

  /** The only extensions that plain data needs: `undefined`, and the shape of an object. */
  #extension(depth: number): unknown {
    const type = this.#unsigned(0);
    const id = this.#unsigned(0);
    if (type === 0 && id === 0) return undefined;
    if (type !== RECORD || id < 0x40 || id > 0x7f) throw new Malformed();
    const keys = this.value(1);
    if (!Array.isArray(keys) || !keys.every((key) => typeof key === "string" && key !== "__proto__"))
      throw new Malformed();
    this.#records.set(id, keys as string[]);
    return this.#object(keys as string[], depth);
  }

  #key(): string {
    const key = this.value(0);
    if (typeof key !== "string" || key === "__proto__") throw new Malformed();
    return key;
  }

  /** Every value takes at least one byte, so a false length is detected before anything is allocated. */
  #hasRoomFor(values: number, depth: number): void {
    if (depth <= 0 || values > this.#bytes.length - this.#at) throw new Malformed();
  }

  /** @returns where the skipped bytes begin */
  #skip(length: number): number {
    const at = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new Malformed();
    return at;
  }
}
