/**
 * A client's inputs on their way from the wire to its ship: checked and read straight from the bytes into slots that are
 * used again. It stands in for the framework's decoder and buffer, which clone an instance for every input.
 *
 *   frame    [code] ([op|field][value])*      fields that changed since the client's previous input; none is usual
 */
import type { InputQueue } from "./inputBudget.ts";
import type { InputCodec } from "./inputCodec.ts";

/** Most inputs that wait for one client. Far more than its budget ever pays for; what overflows is lost to it alone. */
const CAPACITY = 64;

export class InputRing<Input = unknown> implements InputQueue<Input> {
  /** Inputs that have left the queue, flown or dropped: what the client is told as acknowledged. */
  ackSeq = 0;
  readonly #codec: InputCodec<Input>;
  readonly #slots: Input[] = [];
  /** Number of the oldest that waits, and of the next to come. */
  #head = 0;
  #tail = 0;
  /** The client's latest input: what it does not mention stays. */
  readonly #latest: Input;

  constructor(codec: InputCodec<Input>) {
    this.#codec = codec;
    this.#latest = codec.neutral();
  }

  /** Most bytes of an input. */
  get longest(): number {
    return this.#codec.longest;
  }

  get size(): number {
    return this.#tail - this.#head;
  }

  /** Takes the oldest. It stays as it is until the queue has gone round. */
  next(): Input | undefined {
    if (this.#head === this.#tail) return undefined;
    this.ackSeq++;
    return this.#slots[this.#head++ % CAPACITY];
  }

  /** Drops what waits. */
  clear(): void {
    this.ackSeq += this.size;
    this.#head = this.#tail;
  }

  /**
   * Reads one input and queues it.
   * @param bytes the client's word: anything at all
   * @param from where its fields begin
   * @param to where they end
   * @returns false when it is malformed; then nothing was queued
   */
  read(bytes: Uint8Array, from: number, to = bytes.length): boolean {
    if (!this.#codec.isWellFormed(bytes, from, to)) return false;
    this.#codec.read(this.#latest, bytes, from, to);
    this.#push(this.#latest);
    return true;
  }

  #push(input: Input): void {
    if (this.size === CAPACITY) this.next();
    const slot = this.#tail++ % CAPACITY;
    this.#slots[slot] ??= this.#codec.neutral();
    this.#codec.copy(input, this.#slots[slot]);
  }
}
