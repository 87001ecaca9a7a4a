/**
 * A client's inputs on their way from the wire to its ship: checked and read straight from the bytes into slots that are
 * used again. It stands in for the framework's decoder and buffer, which clone an instance for every input.
 *
 *   frame    [code] ([op|field][value])*      fields that changed since the client's previous input; none is usual
 */
import type { ShipInput } from "../../games/skirmish/shared/input.ts";
import { cleanInput, neutralInput } from "../../games/skirmish/shared/input.ts";
import type { InputQueue } from "./inputBudget.ts";

/** Most inputs that wait for one client. Far more than its budget ever pays for; what overflows is lost to it alone. */
const CAPACITY = 64;

/** Bits of a field's byte on the wire: what happened to the field, and which one. REPLACE is 0. */
const OPERATION = 0xc0;
const FIELD = 0x3f;
const DELETE = 0x40;

/** Bytes a field's value takes, in the order of the schema `Input`. */
const SIZES = [1, 1, 2, 1, 4] as const;
/** Most bytes of an input: every field once. */
export const INPUT_LENGTH = SIZES.reduce((sum: number, size) => sum + 1 + size, 0);

export class InputRing implements InputQueue {
  /** Inputs that have left the queue, flown or dropped: what the client is told as acknowledged. */
  ackSeq = 0;
  readonly #slots: ShipInput[] = [];
  /** Number of the oldest that waits, and of the next to come. */
  #head = 0;
  #tail = 0;
  /** The client's latest input: what it does not mention stays. */
  readonly #latest = neutralInput();

  get size(): number {
    return this.#tail - this.#head;
  }

  /** Takes the oldest. It stays as it is until the queue has gone round. */
  next(): ShipInput | undefined {
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
    if (!isWellFormed(bytes, from, to)) return false;
    const input = this.#latest;
    for (let at = from; at < to; ) at = readField(input, bytes, at);
    cleanInput(input);
    this.#push(input);
    return true;
  }

  #push(input: ShipInput): void {
    if (this.size === CAPACITY) this.next();
    const slot = this.#tail++ % CAPACITY;
    this.#slots[slot] ??= neutralInput();
    const into = this.#slots[slot];
    into.moveX = input.moveX;
    into.moveY = input.moveY;
    into.aim = input.aim;
    into.buttons = input.buttons;
    into.seen = input.seen;
  }
}

function isWellFormed(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const head = bytes[at]!;
    const size = SIZES[head & FIELD];
    if (size === undefined || (head & OPERATION) === DELETE) return false;
    at += 1 + size;
  }
  return at === to;
}

/** @returns where the next field begins */
function readField(input: ShipInput, bytes: Uint8Array, at: number): number {
  const a = bytes[at + 1]!;
  switch (bytes[at]! & FIELD) {
    case 0:
      input.moveX = (a << 24) >> 24;
      return at + 2;
    case 1:
      input.moveY = (a << 24) >> 24;
      return at + 2;
    case 2:
      input.aim = a | (bytes[at + 2]! << 8);
      return at + 3;
    case 3:
      input.buttons = a;
      return at + 2;
    default:
      input.seen = (a | (bytes[at + 2]! << 8) | (bytes[at + 3]! << 16) | (bytes[at + 4]! << 24)) >>> 0;
      return at + 5;
  }
}
