/** Reads numbers of a command line. */
import { usageError } from "../commandLine.ts";

/** Exits when `given` is no whole number from `low` to `high`. @param given absent: `fallback` */
export function numberOption(
  name: string,
  given: string | undefined,
  fallback: number,
  low: number,
  high: number,
): number {
  if (given === undefined) return fallback;
  const value = given.trim() === "" ? Number.NaN : Number(given);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  usageError(`--${name} "${given}": expected a whole number from ${low} to ${high}`);
}
