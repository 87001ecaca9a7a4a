/** Conversions between ticks and times of a match. */
import { TICK_RATE } from "../../shared/tick.ts";

/** @returns m:ss of a tick, rounded down, as in "12:03" */
export function timeOf(tick: number): string {
  const seconds = Math.max(0, Math.floor(tick / TICK_RATE));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** @param seconds from a link @returns a tick; undefined when it is no number */
export function tickAt(seconds: string | null): number | undefined {
  const value = seconds === null || seconds.trim() === "" ? Number.NaN : Number(seconds);
  return Number.isFinite(value) ? value * TICK_RATE : undefined;
}
