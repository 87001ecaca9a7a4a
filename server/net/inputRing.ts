/**
 * Ring buffer of a client's inputs: checks each input and decodes it from the bytes into a reused slot. It
 * replaces the framework's decoder and buffer, which clone an instance for every input.
 *
 *   frame    [code] ([op|field][value])*      fields that changed since the client's previous input; none is usual
 */
import type { InputQueue } from "./inputBudget.ts";
import type { InputCodec } from "./inputCodec.ts";

/**
 * Most waiting inputs of one client, far more than its budget ever pays for; an overflow is lost to this
 * client alone.
 */
const CAPACITY = 64;
/** Initial number of slots: enough for an honest client on a good link. */
const FIRST_SLOTS = 4;

export class InputRing<Input = unknown> implements InputQueue<Input> {
  /**
   * Number of inputs that have left the queue, applied or dropped: the acknowledgement that the client gets.
   */
  ackSeq = 0;
  readonly #codec: InputCodec<Input>;
  /** Their number is a power of two; unused slots are not allocated. */
  #slots = new Array<Input | undefined>(FIRST_SLOTS);
  /** Number of the oldest waiting input, and of the next one. */
  #head = 0;
  #tail = 0;
  /** The client's latest input: a field that the next one omits keeps its value. */
  readonly #latest: Input;

  constructor(codec: InputCodec<Input>) {
    this.#codec = codec;
    this.#latest = codec.neutral();
  }

  /** Largest encoded input, bytes. */
  get longest(): number {
    return this.#codec.longest;
  }

  get size(): number {
    return this.#tail - this.#head;
  }

  /** Number of slots that are allocated. */
  get slots(): number {
    return this.#slots.length;
  }

  /** Takes the oldest input. Must be read before the next one arrives, because its slot is reused. */
  next(): Input | undefined {
    if (this.#head === this.#tail) return undefined;
    this.ackSeq++;
    const input = this.#slots[this.#head++ & (this.#slots.length - 1)];
    if (this.#head === this.#tail) this.#shrink();
    return input;
  }

  /** Drops all waiting inputs. */
  clear(): void {
    this.ackSeq += this.size;
    this.#head = this.#tail;
    this.#shrink();
  }

  /**
   * Decodes one input and queues it.
   * @param bytes from the client: they may be anything
   * @param from where the fields start
   * @param to where they end
   * @returns false when it is malformed; nothing was queued then
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

  /**
   * Releases the slots that a burst has added, once the queue is empty: otherwise a stall of the process
   * would leave them to all clients.
   */
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
