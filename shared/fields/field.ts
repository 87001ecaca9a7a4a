/**
 * A field of a table: one row says its kind, where its value comes from and how it is kept. Everything else about the
 * field is derived from that row (see entity.ts).
 */

/** Types of values on the wire, by the framework's names. */
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

/** A number of a known range, mapped onto whole numbers of so many bits; `wrap`: its ends are the same place. */
export interface Quantized {
  readonly min: number;
  readonly max: number;
  readonly bits: 8 | 16;
  readonly mode: "clamp" | "wrap";
}

/** What a kind of field is like; plain data, for the generators to read. */
export interface Kind {
  /** For documents and the layout of checkpoints. */
  readonly name: string;
  /** Absent: the field never travels. */
  readonly wire?: Primitive;
  /** The framework's declaration of a value that is quantized. */
  readonly quantized?: Quantized;
  /** How a value of the simulation becomes the number that travels. */
  readonly pack: "as is" | "float32" | "boolean" | "clamp" | "turn";
  /** How a checkpoint stores the field. */
  readonly column: "number" | "boolean" | "string" | "floats" | "data";
  /** How the value of an input is forced into its domain; absent: it cannot be part of an input. */
  readonly clean?: Clean;
}

/** `clamp`: to whole numbers of a range. `wrap`: to the bits of a mask. `finite`: a float32 of a range. */
export interface Clean {
  readonly how: "clamp" | "wrap" | "finite" | "boolean";
  readonly min: number;
  readonly max: number;
}

export interface FieldOptions<Value> {
  /** Says what the field means, and its unit: for the documentation of the state. */
  readonly doc?: string;
  /** The field is newer than some checkpoints: its value in those that lack it. */
  readonly added?: Value;
}

/** Works a value out of the entity (or the world) that shows it. */
export interface ReadOptions<Value, Source, World> extends FieldOptions<Value> {
  read(source: Source, world: World): Value;
}

/** `property`: the value is the property of the simulation that has the field's name. `read`: it is worked out. */
export type From = "property" | "read";

export interface Field<Value = unknown, Source = unknown, World = unknown, Origin = From> {
  readonly kind: Kind;
  readonly options: FieldOptions<unknown>;
  read?(source: Source, world: World): Value;
  /** Set at birth and never again. */
  readonly isOnce: boolean;
  /** @returns the same field, set at birth and never again */
  once(): Field<Value, Source, World, Origin>;
  /** Only for the compiler. */
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
