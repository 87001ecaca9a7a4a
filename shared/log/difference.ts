/** Describes where two stored worlds differ. */
import { entriesOf, isRows, joined } from "./worldHash.ts";

/**
 * @returns the first difference, as in "skaters.ann.placed is 3, not 4"; undefined when the worlds are equal
 */
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
