/**
 * An input as the difference from the one before, by the fields of the game's input table:
 *
 *   [mask: a bit for each field that is not as expected] [what it is instead]*
 *
 * Expected is the value before; of a field of 32 bits that moves on like a view time, 16 more. An input that is wholly as expected
 * has an empty mask, and a whole run of them costs a bit each (tickEncoder.ts).
 */
import type { InputTable } from "../fields/input.ts";
import { REWIND } from "../limits.ts";
import { BadLog, type ByteReader, type ByteWriter } from "./bytes.ts";

/** How what a field is instead is written: as it is in so many bits, or as the way from the expected value. */
type Sort = "bit" | "byte" | "way16" | "way32" | "float";

const SORTS: { readonly [wire: string]: Sort } = {
  ...{ boolean: "bit", int8: "byte", uint8: "byte", int16: "way16", uint16: "way16" },
  ...{ int32: "way32", uint32: "way32", float32: "float" },
};
/** A field that moved on by so much is expected to move on by a tick's view time from then on. */
const [LEAST_STEP, MOST_STEP] = [REWIND.parts / 2, REWIND.parts * 4];

type Input = { [field: string]: number | boolean };

/**
 * The latest input of each player, by its place in the roster, and what is expected of its fields. In two lists for all players,
 * one player's fields after the other's: memory is read in order, which a thousand small objects would not allow.
 */
export class InputStates {
  readonly #width: number;
  values: Float64Array;
  /** How much a field of 32 bits moves on each time. */
  steps: Uint8Array;
  #count = 0;

  /** @param width fields of an input */
  constructor(width: number) {
    this.#width = width;
    this.values = new Float64Array(16 * width);
    this.steps = new Uint8Array(16 * width);
  }

  /** Adds a player whose latest input is zeros. */
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
  /** Name and type of each, for the header of a log. */
  readonly listed: readonly [name: string, wire: string][];
  readonly #names: readonly string[];
  readonly #sorts: readonly Sort[];
  /** Of values that have a sign. */
  readonly #signed: readonly boolean[];
  readonly #maskBytes: number;
  readonly #now: Float64Array;
  readonly #toNumbers: (input: object, into: Float64Array) => void;

  /** @param toNumbers puts the fields of an input into a list, in their order; quicker than going by their names */
  constructor({ fields }: InputTable, toNumbers?: (input: object, into: Float64Array) => void) {
    this.listed = Object.entries(fields).map(([name, { kind }]) => [name, kind.wire!]);
    this.#names = this.listed.map(([name]) => name);
    this.#sorts = this.listed.map(([, wire]) => SORTS[wire]!);
    this.#signed = this.listed.map(([, wire]) => wire.startsWith("int"));
    this.#maskBytes = Math.ceil(this.#names.length / 8);
    this.#now = new Float64Array(this.#names.length);
    this.#toNumbers = toNumbers ?? ((input, into) => this.#byName(input as Input, into));
  }

  /** @returns the states of an empty roster */
  states(): InputStates {
    return new InputStates(this.#names.length);
  }

  /** @param place of the player in the roster @returns whether the input was wholly as expected */
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

  /** Reads what `write` wrote. @param isExpected nothing was written @param into the input */
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

/** @throws BadLog when an input of a log has other fields than the game's inputs have */
export function refuseOtherFields(logged: readonly (readonly [string, string])[], fields: InputFields): void {
  if (JSON.stringify(logged) !== JSON.stringify(fields.listed))
    throw new BadLog("its inputs have other fields than the game's");
}
