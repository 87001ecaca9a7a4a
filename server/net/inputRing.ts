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
/** Slots at first: all that an honest client on a good link ever needs. */
const FIRST_SLOTS = 4;

export class InputRing<Input = unknown> implements InputQueue<Input> {
  /** Inputs that have left the queue, flown or dropped: what the client is told as acknowledged. */
  ackSeq = 0;
  readonly #codec: InputCodec<Input>;
  /** A power of two of them; those that were never used are not there yet. */
  #slots = new Array<Input | undefined>(FIRST_SLOTS);
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

  /** Inputs that there is memory for. */
  get slots(): number {
    return this.#slots.length;
  }

  /** Takes the oldest. To be read before the next one comes: its slot is used again. */
  next(): Input | undefined {
    if (this.#head === this.#tail) return undefined;
    this.ackSeq++;
    const input = this.#slots[this.#head++ & (this.#slots.length - 1)];
    if (this.#head === this.#tail) this.#shrink();
    return input;
  }

  /** Drops what waits. */
  clear(): void {
    this.ackSeq += this.size;
    this.#head = this.#tail;
    this.#shrink();
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
    if (this.size === this.#slots.length) this.#grow();
    const at = this.#tail++ & (this.#slots.length - 1);
    this.#slots[at] ??= this.#codec.neutral();
    this.#codec.copy(input, this.#slots[at]);
  }

  /** Gives the slots of an empty queue back that a burst has added: a stall of the process would leave all clients with them. */
  #shrink(): void {
    if (this.#slots.length > FIRST_SLOTS) this.#slots.length = FIRST_SLOTS;
  }

  /** Doubles the slots of a full queue. */
  #grow(): void {
    const { length } = this.#slots;
    const larger = new Array<Input | undefined>(2 * length);
    for (let n = this.#head; n < this.#tail; n++)
      larger[n & (2 * length - 1)] = this.#slots[n & (length - 1)];
    this.#slots = larger;
  }
}
