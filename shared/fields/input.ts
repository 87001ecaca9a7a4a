/**
 * The table of an input, which a client sends each tick. Unchanged fields are not sent, so all are numbers or
 * booleans.
 */
import { INPUT } from "../limits.ts";
import type { Clean, Fields, Values } from "./field.ts";
import { axis8 } from "./kinds.ts";

export interface InputTable<F extends Fields = Fields> {
  /** Name of the schema class. */
  readonly name: string;
  readonly fields: F;
}

/** The type of the input that a table declares. */
export type InputOf<T extends InputTable> = Values<T["fields"]>;

/** Most fields of an input: the schema numbers them in six bits. */
const MOST = 64;

/**
 * @param name of the schema class
 * @param fields at most 64, of kinds that an input can have: numbers and booleans
 * @throws when a field is of another kind, has a `read`, or is one too many
 */
export function input<const F extends Fields>(name: string, fields: F): InputTable<F> {
  const entries = Object.entries(fields);
  if (entries.length > MOST)
    throw new Error(`${name} has ${entries.length} fields; an input has ${MOST} at most`);
  for (const [field, { kind, read }] of entries) {
    if (kind.clean === undefined)
      throw new Error(`${name}.${field} is a ${kind.name}, which no input can have`);
    if (read !== undefined)
      throw new Error(`${name}.${field} has a read: the client sets the fields of an input`);
  }
  return { name, fields };
}

/** The rows of movement, which the devices of a page fill. */
export const axes = {
  moveX: axis8(INPUT.axis, { doc: "thrust; a longer vector than 127 counts as 127" }),
  moveY: axis8(INPUT.axis, { doc: "thrust" }),
};

/** @returns a function that creates a neutral input: every field is 0 or false */
export function neutralOf<T extends InputTable>({ fields }: T): () => InputOf<T> {
  const entries = Object.entries(fields).map(([name, { kind }]) => [
    name,
    kind.wire === "boolean" ? false : 0,
  ]);
  // Copying a complete object keeps all fields inline: V8 moves the fifth field of an object that grew from
  // {} into a separate array.
  const zeros = JSON.parse(JSON.stringify(Object.fromEntries(entries)));
  return () => ({ ...zeros }) as InputOf<T>;
}

/**
 * @returns a function that forces every field of an input into its domain, in place; a value that is not a
 * finite number becomes 0
 */
export function cleanerOf<T extends InputTable>({ fields }: T): (input: InputOf<T>) => void {
  const rules = Object.entries(fields).map(([name, { kind }]) => [name, kind.clean!] as const);
  return (input) => {
    const values = input as { [name: string]: unknown };
    for (const [name, rule] of rules) values[name] = cleanValue(rule, values[name]);
  };
}

function cleanValue({ how, min, max }: Clean, value: unknown): number | boolean {
  if (how === "boolean") return value === true;
  const number = typeof value === "number" && Number.isFinite(value) ? value : 0;
  if (how === "wrap") return number & max;
  const inside = number < min ? min : number > max ? max : number;
  return how === "finite" ? Math.fround(inside) : Math.trunc(inside);
}
