/**
 * Reads inputs of one table from the wire, cleans and copies them: code generated from its rows, since every player of a
 * process sends one in every tick. For an input of Skirmish it comes to this:
 *
 *   read   case 0: input.moveX = a signed byte, within −127…127; … case 3: input.buttons = a byte & 7; …
 *   copy   to.moveX = from.moveX; …
 */
import type { Schema } from "@colyseus/schema";
import type { Field } from "../../shared/fields/field.ts";
import { type InputTable, neutralOf } from "../../shared/fields/input.ts";
import { inputClassOf } from "../../shared/fields/schema.ts";

/** Bits of a field's byte on the wire: what happened to the field, and which one. REPLACE is 0. */
const OPERATION = 0xc0;
const FIELD = 0x3f;
const DELETE = 0x40;

/** Bytes of values on the wire. */
const SIZES: { readonly [wire: string]: number } = {
  ...{ int8: 1, uint8: 1, boolean: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, float32: 4 },
};

export interface InputCodec<Input = unknown> {
  /** As the framework wants it; any stock client encodes by it. */
  readonly Class: new () => Schema;
  /** Most bytes of an input: every field once. */
  readonly longest: number;
  /** @returns an input of hands off the controls */
  neutral(): Input;
  /** @returns whether the bytes are fields of this table and nothing else */
  isWellFormed(bytes: Uint8Array, from: number, to: number): boolean;
  /** Puts the fields that well-formed bytes have into an input, each forced into its domain. */
  read(input: Input, bytes: Uint8Array, from: number, to: number): void;
  copy(from: Input, to: Input): void;
  /** Puts the fields into a list, in the order of the table. */
  toNumbers(from: Input, into: Float64Array): void;
}

/** To be called once for a game. */
export function inputCodec<Input = unknown>(table: InputTable): InputCodec<Input> {
  const fields = Object.entries<Field>(table.fields);
  const sizes = fields.map(([, { kind }]) => SIZES[kind.wire!]!);
  const cases = fields.map(([name, field], index) => {
    const size = sizes[index]!;
    const bytes = Array.from({ length: size }, (_, i) => `(bytes[at + ${i + 1}] << ${8 * i})`).join(" | ");
    return `case ${index}: raw = ${bytes}; input[${JSON.stringify(name)}] = ${cleaned(field)}; at += ${size + 1}; break;`;
  });
  const copies = fields.map(([name]) => `to[${JSON.stringify(name)}] = from[${JSON.stringify(name)}];`);
  const numbers = fields.map(([name], i) => `into[${i}] = +from[${JSON.stringify(name)}];`);
  // As a literal, an input holds all its fields itself: V8 puts the fifth field of one that grew from {} into an array beside it.
  const literal = Object.entries(neutralOf(table)()).map((entry) =>
    entry.map((part) => JSON.stringify(part)).join(": "),
  );
  const code = `"use strict"; return {
    isWellFormed(bytes, from, to) {
      let at = from;
      while (at < to) {
        const head = bytes[at];
        const size = SIZES[head & ${FIELD}];
        if (size === undefined || (head & ${OPERATION}) === ${DELETE}) return false;
        at += 1 + size;
      }
      return at === to;
    },
    read(input, bytes, from, to) {
      let at = from, raw = 0;
      while (at < to) switch (bytes[at] & ${FIELD}) { ${cases.join("\n")} }
    },
    neutral: () => ({ ${literal} }),
    copy(from, to) { ${copies.join(" ")} },
    toNumbers(from, into) { ${numbers.join(" ")} },
  };`;
  // The code is made of the game's own rows: nothing that comes from outside gets into it.
  const generated = new Function("SIZES", "floatOf", code)(sizes, floatOf) as Omit<
    InputCodec<Input>,
    "Class" | "longest"
  >;
  return {
    ...generated,
    Class: inputClassOf(table),
    longest: sizes.reduce((sum, size) => sum + 1 + size, 0),
  };
}

/** The value of a field whose bytes are in `raw`, the lowest first, within its domain. */
function cleaned({ kind }: Field): string {
  const { how, min, max } = kind.clean!;
  const value = VALUES[kind.wire!]!;
  if (how === "boolean") return value;
  if (how === "finite") return `Math.min(Math.max(${value}, ${min}), ${max})`;
  if (how === "wrap") return `${value} & ${max}`;
  return RANGES[kind.wire!]!.join() === [min, max].join()
    ? value
    : `Math.min(Math.max(${value}, ${min}), ${max})`;
}

const VALUES: { readonly [wire: string]: string } = {
  boolean: "raw > 0",
  int8: "raw << 24 >> 24",
  uint8: "raw",
  int16: "raw << 16 >> 16",
  uint16: "raw",
  int32: "raw",
  uint32: "raw >>> 0",
  float32: "floatOf(raw)",
};
/** What a value on the wire can be at all. */
const RANGES: { readonly [wire: string]: readonly [min: number, max: number] } = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
};

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);
/** @returns the float32 of these bits; what is no number, or an infinite one, is 0 */
function floatOf(raw: number): number {
  bits[0] = raw;
  return Number.isFinite(float[0]!) ? float[0]! : 0;
}
