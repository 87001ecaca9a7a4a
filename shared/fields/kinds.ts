/** The kinds of fields. The name of a kind says its size on the wire; the game chooses units. */
import {
  type Clean,
  type Field,
  type FieldOptions,
  type Kind,
  makeField,
  type Primitive,
  type ReadOptions,
} from "./field.ts";

/** Creates a field whose value is the property of its name, or comes from a `read`. */
export interface FieldOf<Value> {
  <Source, World>(options: ReadOptions<Value, Source, World>): Field<Value, Source, World, "read">;
  (options?: FieldOptions<Value>): Field<Value, never, never, "property">;
}

const fieldOf = <Value>(kind: Kind): FieldOf<Value> =>
  ((options?: FieldOptions<Value>) => makeField(kind, options)) as FieldOf<Value>;

const whole = (wire: Primitive, min: number, max: number): Kind => ({
  name: wire,
  wire,
  pack: "as is",
  column: "number",
  clean: { how: "clamp", min, max },
});

/**
 * Whole numbers. In an input, values beyond the range are clamped, and fractions cut off. In the state, a rule
 * keeps its values within the range: only their lowest bits are sent.
 */
export const int8 = fieldOf<number>(whole("int8", -128, 127));
export const uint8 = fieldOf<number>(whole("uint8", 0, 255));
export const int16 = fieldOf<number>(whole("int16", -32768, 32767));
export const uint16 = fieldOf<number>(whole("uint16", 0, 65535));
export const int32 = fieldOf<number>(whole("int32", -(2 ** 31), 2 ** 31 - 1));
export const uint32 = fieldOf<number>(whole("uint32", 0, 2 ** 32 - 1));

const finite: Clean = { how: "finite", min: -(2 - 2 ** -23) * 2 ** 127, max: (2 - 2 ** -23) * 2 ** 127 };
/** A number in 32 bits, about 7 digits. `settle` (shared/bodies.ts) rounds to the same, for prediction. */
export const float32 = fieldOf<number>({
  ...{ name: "float32", wire: "float32", pack: "float32", column: "number", clean: finite },
});
/** Anything but true counts as false in an input. */
export const boolean = fieldOf<boolean>({
  ...{ name: "boolean", wire: "boolean", pack: "boolean", column: "boolean" },
  clean: { how: "boolean", min: 0, max: 1 },
});
/** A text, sent as a whole whenever it changes; not for inputs, nor for `own`. */
export const string = fieldOf<string>({ name: "string", wire: "string", pack: "as is", column: "string" });

/** Creates a field of a kind that has a parameter. */
export interface FieldWith<Argument, Value> {
  <Source, World>(
    argument: Argument,
    options: ReadOptions<Value, Source, World>,
  ): Field<Value, Source, World, "read">;
  (argument: Argument, options?: FieldOptions<Value>): Field<Value, never, never, "property">;
}

const fieldWith = <Argument, Value>(kindOf: (argument: Argument) => Kind): FieldWith<Argument, Value> =>
  ((argument: Argument, options?: FieldOptions<Value>) => makeField(kindOf(argument), options)) as FieldWith<
    Argument,
    Value
  >;

/**
 * A number from 0 to `max`, the parameter, in 16 bits: too coarse to predict from. Values beyond the range
 * are clamped.
 */
export const place = fieldWith<number, number>((max) => ({
  ...{ name: `place 0…${max}`, wire: "uint16", pack: "clamp", column: "number" },
  quantized: { min: 0, max, bits: 16, mode: "clamp" },
}));

/** An angle of 1/65536 turns, sent in 8 bits; clients read radians in [0, 2π). */
export const turn8 = fieldOf<number>({
  ...{ name: "turn8", wire: "uint8", pack: "turn", column: "number" },
  quantized: { min: 0, max: 2 * Math.PI, bits: 8, mode: "wrap" },
});

/** An angle of 1/65536 turns, sent exactly. Any number in an input is taken modulo one turn. */
export const turn16 = fieldOf<number>({
  ...{ name: "turn16", wire: "uint16", pack: "as is", column: "number" },
  clean: { how: "wrap", min: 0, max: 0xffff },
});

/** Bits of one byte. The parameter is the mask of valid bits; other bits of an input are cleared. */
export const flags8 = fieldWith<number, number>((mask) => ({
  ...{ name: "flags8", wire: "uint8", pack: "as is", column: "number" },
  clean: { how: "wrap", min: 0, max: mask },
}));

/** A whole number from −`most` to `most` (at most 127) for inputs; values beyond the range are clamped. */
export const axis8 = fieldWith<number, number>((most) => ({
  ...whole("int8", -most, most),
  name: `int8 ±${most}`,
}));

/** Any number, stored exactly; never sent. */
export const number = fieldOf<number>({ name: "number", pack: "as is", column: "number" });
/** A list of numbers of the same length for all entities of a table; never sent. */
export const floats = fieldOf<Float32Array>({ name: "floats", pack: "as is", column: "floats" });
/**
 * Any plain data that Node's structured serializer supports; never sent, and slower to store than numbers.
 */
export const data = fieldOf<unknown>({ name: "data", pack: "as is", column: "data" });
