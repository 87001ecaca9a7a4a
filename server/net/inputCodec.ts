/**
 * Decodes, sanitizes and copies the inputs of one table with generated code, because every player of a
 * process sends one input per tick. For an input of Skirmish the code amounts to this:
 *
 *   read   case 0: input.moveX = a signed byte, within −127…127; … case 3: input.buttons = a byte & 7; …
 *   copy   to.moveX = from.moveX; …
 */
import type { Schema } from "@colyseus/schema";
import type { Field } from "../../shared/fields/field.ts";
import { type InputTable, neutralOf } from "../../shared/fields/input.ts";
import { inputClassOf } from "../../shared/fields/schema.ts";

/** Bits of a field's byte on the wire: the operation and the field's index. REPLACE is 0. */
const OPERATION = 0xc0;
const FIELD = 0x3f;
const DELETE = 0x40;

/** Size of each wire type, bytes. */
const SIZES: { readonly [wire: string]: number } = {
  ...{ int8: 1, uint8: 1, boolean: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, float32: 4 },
};

export interface InputCodec<Input = unknown> {
  /** The schema class for the framework; any stock client encodes with it. */
  readonly Class: new () => Schema;
  /** Largest encoded input, bytes: every field once. */
  readonly longest: number;
  /** @returns a neutral input: no control is pressed */
  neutral(): Input;
  /** @returns whether the bytes encode fields of this table and nothing else */
  isWellFormed(bytes: Uint8Array, from: number, to: number): boolean;
  /** Copies the fields of well-formed bytes into an input, each clamped to its domain. */
  read(input: Input, bytes: Uint8Array, from: number, to: number): void;
  copy(from: Input, to: Input): void;
  /** Writes the fields into a list, in the order of the table. */
  toNumbers(from: Input, into: Float64Array): void;
}

/** Must be called once per game. */
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
  // As a literal, so that the object itself holds all fields: V8 stores the fifth field of an object that
  // grew from {} in a separate array.
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
  // Generated from the game's own rows only: no external value gets into the code.
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

/** Code for the value of a field whose bytes are in `raw`, lowest first, clamped to its domain. */
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
/** Range of each wire type. */
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
/** @returns the float32 of these bits; 0 for NaN and infinity */
function floatOf(raw: number): number {
  bits[0] = raw;
  return Number.isFinite(float[0]!) ? float[0]! : 0;
}
