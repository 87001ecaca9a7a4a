/**
 * Bytes on their way from a ring to the system: copied, so that a client that does not read holds no record
 * of the ring. A slab is used again unless a connection keeps a part of it by reference.
 */

/** Bytes of one slab: a connection from which the system takes nothing holds this much. */
const SIZE = 64 * 1024;

export class Slab {
  #bytes = Buffer.allocUnsafeSlow(SIZE);
  /** Where the present write begins, and ends. */
  #from = 0;
  #to = 0;
  #kept = false;

  /** Appends to the present write. */
  add(source: Buffer, from: number, to: number): void {
    const length = to - from;
    if (this.#to + length > this.#bytes.length) this.#renew(length);
    source.copy(this.#bytes, this.#to, from, to);
    this.#to += length;
  }

  /** @returns the present write, and begins the next one */
  take(): Buffer {
    const write = this.#bytes.subarray(this.#from, this.#to);
    this.#from = this.#to;
    return write;
  }

  /** A connection references the latest write. */
  keep(): void {
    this.#kept = true;
  }

  /** All writes are made: bytes that no connection references may be overwritten. */
  turn(): void {
    if (this.#kept || this.#bytes.length > SIZE) this.#bytes = Buffer.allocUnsafeSlow(SIZE);
    this.#kept = false;
    this.#from = this.#to = 0;
  }

  /** The slab is full: connections that reference it keep it, and the present write moves to another slab. */
  #renew(more: number): void {
    const present = this.#to - this.#from;
    const other = Buffer.allocUnsafeSlow(Math.max(SIZE, 2 * (present + more)));
    this.#bytes.copy(other, 0, this.#from, this.#to);
    this.#bytes = other;
    this.#kept = false;
    this.#from = 0;
    this.#to = present;
  }
}
