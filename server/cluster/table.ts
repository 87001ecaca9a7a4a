/**
 * Objects of one shape as a table of numbers: a row an object, a column a field. It is small, exact (64 bits hold every
 * number the simulation knows), and written in a fraction of the time it takes to describe each object by itself.
 */

/** A field that is a number, or true and false as 1 and 0. */
type Plain<T, F extends keyof T> = T[F] extends number | boolean ? F : never;

export function writeTable<T, F extends keyof T>(
  rows: Iterable<T>,
  count: number,
  fields: readonly Plain<T, F>[],
): Float64Array {
  const table = new Float64Array(count * fields.length);
  let at = 0;
  for (const row of rows) for (const field of fields) table[at++] = Number(row[field]);
  return table;
}

/** Reads a row back into an object of the same shape; what was true or false there is so again. */
export function readRow<T, F extends keyof T>(
  table: Float64Array,
  row: number,
  fields: readonly Plain<T, F>[],
  into: T,
): void {
  let at = row * fields.length;
  for (const field of fields) {
    const value = table[at++]!;
    into[field] = (typeof into[field] === "boolean" ? value === 1 : value) as T[F] & T[Plain<T, F>];
  }
}
