/**
 * Hashes a stored world: every bit, and the order of its parts. Each field has a separate hash, so that a
 * comparison names the fields that differ. The hash is fast, because a room computes it every second, and the
 * same in every JavaScript engine.
 */

/** Keys that describe the layout of the stored data, not the world. */
const FORM = ["layout"];

/** The rows of a table as columns, as stored by server/cluster/columns.ts. */
export interface Rows {
  columns: string[];
  count: number;
  numbers: Float64Array;
  others: unknown[];
  keys?: string[];
}

export interface FieldHashes {
  /** As in "ships.x". */
  readonly names: readonly string[];
  /** 32-bit hashes. */
  readonly hashes: readonly number[];
}

const SEED = 0x811c9dc5;
const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/**
 * Also mixes high bits into low ones: with multiplication alone, two successive changes of high bits could
 * cancel out.
 */
function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e3779b1);
  return product ^ (product >>> 15);
}

function mixNumber(hash: number, value: number): number {
  double[0] = value;
  return mix(mix(hash, halves[0]!), halves[1]!);
}

function mixText(hash: number, value: string): number {
  let mixed = mix(hash, value.length);
  for (let i = 0; i < value.length; i++) mixed = mix(mixed, value.charCodeAt(i));
  return mixed;
}

/** @param saved the result of `Storage.save` */
export function fieldHashes(saved: unknown): FieldHashes {
  const found = { names: [] as string[], hashes: [] as number[] };
  addFields(saved, "", 0, found);
  return found;
}

/** @returns the combined hash, 32 bits */
export function hashOf({ hashes }: FieldHashes): number {
  let hash = SEED;
  for (const one of hashes) hash = mix(hash, one);
  return hash >>> 0;
}

/** @returns the hash of a stored world as text */
export const worldHash = (saved: unknown): string => hashOf(fieldHashes(saved)).toString(16).padStart(8, "0");

/** @returns a 64-bit hash of a text, as text */
export const textHash = (text: string): string =>
  [SEED, ~SEED].map((seed) => (mixText(seed, text) >>> 0).toString(16).padStart(8, "0")).join("");

interface Found {
  names: string[];
  hashes: number[];
}

function addFields(value: unknown, path: string, depth: number, into: Found): void {
  if (isRows(value)) {
    addColumns(value, path, into);
    return;
  }
  const isNode = typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && depth < 2;
  if (isNode && !Array.isArray(value) && !(value instanceof Map) && !(value instanceof Set)) {
    for (const [name, part] of Object.entries(value)) addFields(part, joined(path, name), depth + 1, into);
    return;
  }
  into.names.push(path);
  into.hashes.push(mixValue(SEED, value) >>> 0);
}

function addColumns({ columns, count, numbers, others, keys = [] }: Rows, path: string, into: Found): void {
  const width = columns.length - others.length;
  const sums = new Int32Array(width).fill(SEED);
  const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
  for (let row = 0, at = 0; row < count; row++)
    for (let column = 0; column < width; column++, at += 2)
      sums[column] = mix(mix(sums[column]!, words[at]!), words[at + 1]!);
  into.names.push(joined(path, "keys"));
  into.hashes.push(mixValue(mix(SEED, count), keys) >>> 0);
  columns.forEach((column, i) => {
    into.names.push(joined(path, column.split(" ")[0]!));
    into.hashes.push((i < width ? sums[i]! : mixValue(SEED, others[i - width])) >>> 0);
  });
}

function mixValue(hash: number, value: unknown): number {
  if (typeof value === "number") return mixNumber(mix(hash, 1), value);
  if (typeof value === "string") return mixText(mix(hash, 2), value);
  if (typeof value === "boolean") return mix(hash, value ? 3 : 4);
  if (typeof value === "bigint") return mixText(mix(hash, 5), String(value));
  if (typeof value !== "object") return mix(hash, 6);
  if (value === null) return mix(hash, 7);
  if (ArrayBuffer.isView(value)) return mixNumbers(hash, value as Float64Array);
  let mixed = mixText(hash, Object.prototype.toString.call(value));
  for (const [key, part] of entriesOf(value)) mixed = mixValue(mixValue(mixed, key), part);
  return mixed;
}

function mixNumbers(hash: number, numbers: Float64Array | Float32Array): number {
  let mixed = mix(hash, numbers.length);
  if (numbers instanceof Float32Array) {
    const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
    for (let i = 0; i < words.length; i++) mixed = mix(mixed, words[i]!);
  } else for (let i = 0; i < numbers.length; i++) mixed = mixNumber(mixed, numbers[i]!);
  return mixed;
}

/** @returns the parts of an object, list, map or set, in its order */
export function* entriesOf(value: object): Generator<[key: unknown, part: unknown]> {
  if (value instanceof Map) yield* value;
  else if (value instanceof Set) for (const one of value) yield [one, undefined];
  else for (const [key, part] of Object.entries(value)) if (!FORM.includes(key)) yield [key, part];
}

export const isRows = (value: unknown): value is Rows =>
  typeof value === "object" &&
  value !== null &&
  "columns" in value &&
  "numbers" in value &&
  "count" in value &&
  "others" in value;

/** @returns the path of a field, without the prefix that is common to all games */
export const joined = (...parts: string[]): string =>
  parts.filter((part) => part !== "" && part !== "entities" && part !== "root").join(".");
