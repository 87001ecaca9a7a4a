/** Past positions of a ship, tick by tick: lag compensation judges shots against them. */
import { REWIND } from "../../../shared/limits.ts";

/** Ticks of history: the deepest rewind, the tick before it, and the present one. */
const LENGTH = REWIND.max + 3;

/**
 * Ring buffer: all x, then all y, each tick at its slot. One array for each ship, because every tick reads
 * and writes all of them.
 */
export type History = Float32Array;

export const createHistory = (): History => new Float32Array(2 * LENGTH);

export function record(history: History, tick: number, x: number, y: number): void {
  const slot = tick % LENGTH;
  history[slot] = x;
  history[LENGTH + slot] = y;
}

/** Fills the history with one position, for a ship that was placed, for example by a spawn. */
export function forget(history: History, x: number, y: number): void {
  history.fill(x, 0, LENGTH);
  history.fill(y, LENGTH);
}

/** Writes the box of all positions at `at` into `out`: left, right, top, bottom, units. */
export function boundsOf(history: History, out: Float32Array, at: number): void {
  let left = history[0]!;
  let right = left;
  let top = history[LENGTH]!;
  let bottom = top;
  for (let slot = 1; slot < LENGTH; slot++) {
    const x = history[slot]!;
    const y = history[LENGTH + slot]!;
    if (x < left) left = x;
    else if (x > right) right = x;
    if (y < top) top = y;
    else if (y > bottom) bottom = y;
  }
  out[at] = left;
  out[at + 1] = right;
  out[at + 2] = top;
  out[at + 3] = bottom;
}

/** A moment of the past, between two ticks. Computed once for all ships that are tested at that moment. */
export interface Moment {
  /** Slots of the tick before the moment and of the tick after it. */
  from: number;
  to: number;
  /** Position of the moment between the two ticks, 0 to below 1. */
  part: number;
}

/**
 * Sets `moment` to a tick.
 * @param tick at most `REWIND.max + 1` before the latest record; may have fractions
 */
export function setMoment(moment: Moment, tick: number): void {
  const before = Math.max(0, Math.floor(tick));
  moment.from = before % LENGTH;
  moment.to = (before + 1) % LENGTH;
  moment.part = tick > before ? tick - before : 0;
}

/** Writes the position at that moment into `out`, units. */
export function placeAt(history: History, { from, to, part }: Moment, out: { x: number; y: number }): void {
  out.x = history[from]!;
  out.y = history[LENGTH + from]!;
  if (part === 0) return;
  out.x += (history[to]! - out.x) * part;
  out.y += (history[LENGTH + to]! - out.y) * part;
}
