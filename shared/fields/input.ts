/** The table of what a player sends each tick. Fields that did not change are not sent, so all are numbers or booleans. */
import type { Clean, Fields, Values } from "./field.ts";

export interface InputTable<F extends Fields = Fields> {
  /** Name of the schema class. */
  readonly name: string;
  readonly fields: F;
}

/** The input that a table describes. */
export type InputOf<T extends InputTable> = Values<T["fields"]>;

/** Most fields of an input: its schema numbers them in six bits. */
const MOST = 64;

export function input<const F extends Fields>(name: string, fields: F): InputTable<F> {
  const entries = Object.entries(fields);
  if (entries.length > MOST)
    throw new Error(`${name} has ${entries.length} fields; an input has ${MOST} at most`);
  for (const [field, { kind, read }] of entries) {
    if (kind.clean === undefined)
      throw new Error(`${name}.${field} is a ${kind.name}, which no input can have`);
    if (read !== undefined) throw new Error(`${name}.${field} has a read: an input is what the player says`);
  }
  return { name, fields };
}

/** @returns makes an input of hands off the controls: zeros */
export function neutralOf<T extends InputTable>({ fields }: T): () => InputOf<T> {
  const entries = Object.entries(fields).map(([name, { kind }]) => [
    name,
    kind.wire === "boolean" ? false : 0,
  ]);
  // Parsed and copied, an input holds all its fields itself: V8 puts the fifth field of one that grew from {} into an array beside it.
  const zeros = JSON.parse(JSON.stringify(Object.fromEntries(entries)));
  return () => ({ ...zeros }) as InputOf<T>;
}

/** @returns forces every field of an input into its domain, in place; what is no number, or an infinite one, becomes 0 */
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
