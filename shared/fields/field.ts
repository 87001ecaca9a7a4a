/**
 * A field of a table: one row declares its kind, the source of its value, and how it is sent and stored.
 * Everything else is derived from that row (see entity.ts).
 */

/** Wire types, by the framework's names. */
export type Primitive =
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "float32"
  | "float64"
  | "boolean"
  | "string";

/**
 * Maps a number of a known range to whole numbers of this many bits; `wrap`: the two ends of the range are
 * the same value.
 */
export interface Quantized {
  readonly min: number;
  readonly max: number;
  readonly bits: 8 | 16;
  readonly mode: "clamp" | "wrap";
}

/** A kind of field, as plain data for the code generators. */
export interface Kind {
  /** Used in the documentation and in the layout of checkpoints. */
  readonly name: string;
  /** Absent: the field is never sent. */
  readonly wire?: Primitive;
  /** The framework's declaration of a quantized value. */
  readonly quantized?: Quantized;
  /** How a value of the simulation is converted to its wire value. */
  readonly pack: "as is" | "float32" | "boolean" | "clamp" | "turn";
  /** How a checkpoint stores the field. */
  readonly column: "number" | "boolean" | "string" | "floats" | "data";
  /** How an input's value is forced into its domain; absent: inputs cannot have this kind of field. */
  readonly clean?: Clean;
}

/** `clamp`: whole numbers of a range. `wrap`: the bits of a mask. `finite`: a float32 of a range. */
export interface Clean {
  readonly how: "clamp" | "wrap" | "finite" | "boolean";
  readonly min: number;
  readonly max: number;
}

export interface FieldOptions<Value> {
  /** The meaning of the field and its unit, for the documentation of the state. */
  readonly doc?: string;
  /** The value that a restored match gets from a checkpoint of an older version, which lacks the field. */
  readonly added?: Value;
}

/** Computes the value from the entity or the world. */
export interface ReadOptions<Value, Source, World> extends FieldOptions<Value> {
  read(source: Source, world: World): Value;
}

/** `property`: the value is the property of the same name. `read`: a function computes it. */
export type From = "property" | "read";

export interface Field<Value = unknown, Source = unknown, World = unknown, Origin = From> {
  readonly kind: Kind;
  readonly options: FieldOptions<unknown>;
  read?(source: Source, world: World): Value;
  /** Set when the entity is created, and never changed. */
  readonly isOnce: boolean;
  /** @returns the same field, which is set when the entity is created and never changes */
  once(): Field<Value, Source, World, Origin>;
  /** Exists in types only. */
  readonly "~types"?: { readonly value: Value; readonly origin: Origin };
}

export const makeField = <Value, Source, World, Origin>(
  kind: Kind,
  options: FieldOptions<Value> | ReadOptions<Value, Source, World> = {},
  isOnce = false,
): Field<Value, Source, World, Origin> => ({
  kind,
  options,
  ...("read" in options ? { read: options.read } : {}),
  isOnce,
  once: () => makeField(kind, options, true),
});

/** Fields by their names. */
export interface Fields<Source = never, World = never> {
  readonly [name: string]: Field<unknown, Source, World>;
}

type Types<F> = F extends { readonly "~types"?: infer T } ? NonNullable<T> : never;
/** The type of a field's value. */
export type ValueOf<F> = Types<F> extends { readonly value: infer Value } ? Value : never;
/** Names of fields whose value is the property of the same name. */
export type PropertiesIn<F> = {
  [K in keyof F]: Types<F[K]> extends { readonly origin: "property" } ? K : never;
}[keyof F];
/** The values of fields, as a client reads them. */
export type Values<F> = { -readonly [K in keyof F]: ValueOf<F[K]> };
