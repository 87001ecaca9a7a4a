/** A stored world as a hash, and where two of them differ. Runs in a browser too. */
import { type BitHash, bitHash } from "../../support/bitHash.ts";

/** Keys that say how something is stored, and nothing of the world. */
const FORM = ["layout"];

/** @param saved what `Storage.save` returns @returns a hash of every bit of it, and of the order of its parts */
export function worldHash(saved: unknown): string {
  const hash = bitHash();
  add(saved, hash);
  return hash.read();
}

function add(value: unknown, hash: BitHash): void {
  const sort = sortOf(value);
  hash.text(sort);
  if (typeof value === "number") hash.add(value);
  else if (typeof value === "string") hash.text(value);
  else if (typeof value === "boolean") hash.add(value ? 1 : 0);
  else if (typeof value === "bigint") hash.text(String(value));
  else if (ArrayBuffer.isView(value)) {
    const numbers = value as Float64Array;
    hash.add(numbers.length);
    for (let i = 0; i < numbers.length; i++) hash.add(numbers[i]!);
  } else if (typeof value === "object" && value !== null)
    for (const [key, part] of entriesOf(value)) {
      add(key, hash);
      add(part, hash);
    }
}

function sortOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.prototype.toString.call(value);
}

/** @returns the parts of an object, list, map or set, in its order */
function* entriesOf(value: object): Generator<[key: unknown, part: unknown]> {
  if (value instanceof Map) yield* value;
  else if (value instanceof Set) for (const one of value) yield [one, undefined];
  else for (const [key, part] of Object.entries(value)) if (!FORM.includes(key)) yield [key, part];
}

interface Rows {
  columns: string[];
  count: number;
  numbers: ArrayLike<number>;
  keys?: string[];
}

/** @returns where and how one stored world differs from another, as in "skaters.ann.placed is 3, not 4"; undefined: nowhere */
export function difference(one: unknown, other: unknown, path = ""): string | undefined {
  if (Object.is(one, other)) return undefined;
  const isPart = typeof one === "object" && one !== null && typeof other === "object" && other !== null;
  if (!isPart) return `${path} is ${String(one)}, not ${String(other)}`;
  if (
    isRows(one) &&
    isRows(other) &&
    one.count === other.count &&
    one.columns.join() === other.columns.join()
  ) {
    const width = one.numbers.length / Math.max(1, one.count);
    for (let i = 0; i < one.numbers.length; i++) {
      if (Object.is(one.numbers[i], other.numbers[i])) continue;
      const row = Math.floor(i / width);
      const name = one.columns[i % width]!.split(" ")[0];
      return difference(one.numbers[i], other.numbers[i], joined(path, one.keys?.[row] ?? "", name!));
    }
  }
  const [ones, others] = [new Map(entriesOf(one)), new Map(entriesOf(other))];
  for (const key of new Set([...ones.keys(), ...others.keys()])) {
    const found = difference(ones.get(key), others.get(key), joined(path, String(key)));
    if (found !== undefined) return found;
  }
  return undefined;
}

const isRows = (value: object): value is Rows => "columns" in value && "numbers" in value && "count" in value;

const joined = (...parts: string[]): string =>
  parts.filter((part) => part !== "" && part !== "entities" && part !== "root").join(".");
