/**
 * Encodes an input as its difference from the expected input, by the fields of the game's input table:
 *
 *   [mask: a bit for each field that is not as expected] [its value]*
 *
 * The expected value is the previous one; for a 32-bit field that advances like a view time, 16 more. An
 * input that is entirely as expected has an empty mask, and costs one bit in a run of such inputs
 * (tickEncoder.ts).
 */
import type { InputTable } from "../fields/input.ts";
import { REWIND } from "../limits.ts";
import { BadLog, type ByteReader, type ByteWriter } from "./bytes.ts";

/** How the value of a field is encoded: in this many bits, or as the difference from the expected value. */
type Sort = "bit" | "byte" | "way16" | "way32" | "float";

const SORTS: { readonly [wire: string]: Sort } = {
  ...{ boolean: "bit", int8: "byte", uint8: "byte", int16: "way16", uint16: "way16" },
  ...{ int32: "way32", uint32: "way32", float32: "float" },
};
/**
 * A 32-bit field that advances by an amount in this range is then expected to advance by one tick of view
 * time.
 */
const [LEAST_STEP, MOST_STEP] = [REWIND.parts / 2, REWIND.parts * 4];

type Input = { [field: string]: number | boolean };

/**
 * The latest input of each player, by its place in the roster, and the expected advance of its fields. Two
 * flat lists hold the fields of all players in order, because sequential reads are faster than a thousand
 * small objects.
 */
export class InputStates {
  readonly #width: number;
  values: Float64Array;
  /** Expected advance of each 32-bit field. */
  steps: Uint8Array;
  #count = 0;

  /** @param width number of fields of an input */
  constructor(width: number) {
    this.#width = width;
    this.values = new Float64Array(16 * width);
    this.steps = new Uint8Array(16 * width);
  }

  /** Adds a player, whose latest input is all zeros. */
  add(): void {
    const from = this.#count++ * this.#width;
    if (from === this.values.length) {
      const [values, steps] = [new Float64Array(from * 2), new Uint8Array(from * 2)];
      values.set(this.values);
      steps.set(this.steps);
      [this.values, this.steps] = [values, steps];
    }
    this.values.fill(0, from, from + this.#width);
    this.steps.fill(0, from, from + this.#width);
  }

  clear(): void {
    this.#count = 0;
  }
}

export class InputFields {
  /** Name and type of each field, for the header of a log. */
  readonly listed: readonly [name: string, wire: string][];
  readonly #names: readonly string[];
  readonly #sorts: readonly Sort[];
  /** Whether the values of each field are signed. */
  readonly #signed: readonly boolean[];
  readonly #maskBytes: number;
  readonly #now: Float64Array;
  readonly #toNumbers: (input: object, into: Float64Array) => void;

  /** @param toNumbers copies the fields of an input to a list, in order; faster than access by name */
  constructor({ fields }: InputTable, toNumbers?: (input: object, into: Float64Array) => void) {
    this.listed = Object.entries(fields).map(([name, { kind }]) => [name, kind.wire!]);
    this.#names = this.listed.map(([name]) => name);
    this.#sorts = this.listed.map(([, wire]) => SORTS[wire]!);
    this.#signed = this.listed.map(([, wire]) => wire.startsWith("int"));
    this.#maskBytes = Math.ceil(this.#names.length / 8);
    this.#now = new Float64Array(this.#names.length);
    this.#toNumbers = toNumbers ?? ((input, into) => this.#byName(input as Input, into));
  }

  /** @returns the state for an empty roster */
  states(): InputStates {
    return new InputStates(this.#names.length);
  }

  /** @param place of the player in the roster @returns whether the input was entirely as expected */
  write(out: ByteWriter, input: object, { values, steps }: InputStates, place: number): boolean {
    const now = this.#now;
    let at = place * now.length;
    this.#toNumbers(input, now);
    const mask = out.skip(this.#maskBytes);
    let isExpected = true;
    for (let i = 0; i < now.length; i++, at++) {
      const value = now[i]!;
      const before = values[at]!;
      const sort = this.#sorts[i]!;
      if (sort === "way32") {
        const moved = (value - before) | 0;
        const way = (moved - steps[at]!) | 0;
        steps[at] = stepAfter(moved);
        values[at] = value;
        if (way === 0) continue;
        out.zigzag(way);
      } else {
        if (value === before && (value !== 0 || Object.is(value, before))) continue;
        values[at] = value;
        if (sort === "byte") out.u8(value & 0xff);
        else if (sort === "way16") out.zigzag(((value - before) << 16) >> 16);
        else if (sort === "float") out.f32(value);
      }
      isExpected = false;
      out.mark(mask + (i >> 3), 1 << (i & 7));
    }
    return isExpected;
  }

  /** The inverse of `write`. @param isExpected nothing was written @param into receives the input */
  read(
    from: ByteReader,
    isExpected: boolean,
    { values, steps }: InputStates,
    place: number,
    into: object,
  ): void {
    const mask = isExpected ? undefined : from.raw(this.#maskBytes);
    const width = this.#names.length;
    for (let i = 0, at = place * width; i < width; i++, at++) {
      const isOther = mask !== undefined && (mask[i >> 3]! & (1 << (i & 7))) !== 0;
      const sort = this.#sorts[i]!;
      if (sort === "way32") {
        const moved = (steps[at]! + (isOther ? from.zigzag() : 0)) | 0;
        steps[at] = stepAfter(moved);
        const bits = (values[at]! + moved) | 0;
        values[at] = this.#signed[i] ? bits : bits >>> 0;
      } else if (isOther) values[at] = this.#readOther(from, i, sort, values[at]!);
      (into as Input)[this.#names[i]!] = sort === "bit" ? values[at] === 1 : values[at]!;
    }
  }

  #readOther(from: ByteReader, i: number, sort: Sort, before: number): number {
    if (sort === "bit") return 1 - before;
    if (sort === "float") return from.f32();
    const bits = sort === "byte" ? from.u8() : (before + from.zigzag()) & 0xffff;
    if (!this.#signed[i]) return bits;
    return sort === "byte" ? (bits << 24) >> 24 : (bits << 16) >> 16;
  }

  #byName(input: Input, into: Float64Array): void {
    for (let i = 0; i < this.#names.length; i++) into[i] = Number(input[this.#names[i]!]);
  }
}

const stepAfter = (moved: number): number => (moved >= LEAST_STEP && moved <= MOST_STEP ? REWIND.parts : 0);

/** @throws BadLog when the inputs of a log do not have the fields of the game's inputs */
export function refuseOtherFields(logged: readonly (readonly [string, string])[], fields: InputFields): void {
  if (JSON.stringify(logged) !== JSON.stringify(fields.listed))
    throw new BadLog("its inputs have other fields than the game's", { reason: "other_version" });
}
