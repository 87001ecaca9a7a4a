/** Numbers of a command line. */
import { unfit } from "../commandLine.ts";

/** Exits when it is no whole number of the range. @param given absent: `fallback` */
export function numberOf(
  name: string,
  given: string | undefined,
  fallback: number,
  low: number,
  high: number,
): number {
  if (given === undefined) return fallback;
  const value = given.trim() === "" ? Number.NaN : Number(given);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  unfit(`--${name} "${given}": expected a whole number from ${low} to ${high}`);
}
