/** Where a ship was, tick by tick: what a shot from the past is judged against. */
import { REWIND } from "../../shared/config.ts";

/** Room for the deepest rewind, the tick before it, and the present one. */
const LENGTH = REWIND.max + 3;

export interface History {
  x: Float32Array;
  y: Float32Array;
}

export const createHistory = (): History => ({ x: new Float32Array(LENGTH), y: new Float32Array(LENGTH) });

export function record(history: History, tick: number, x: number, y: number): void {
  const slot = tick % LENGTH;
  history.x[slot] = x;
  history.y[slot] = y;
}

/** Forgets the past: as if the ship had always been here. For a ship that was moved, not flown. */
export function forget(history: History, x: number, y: number): void {
  history.x.fill(x);
  history.y.fill(y);
}

/**
 * Reads the place at `tick`, which may lie between two ticks, into `out`.
 * @param tick at most `REWIND.max + 1` before the latest record
 */
export function placeAt(history: History, tick: number, out: { x: number; y: number }): void {
  const before = Math.max(0, Math.floor(tick));
  const part = tick > before ? tick - before : 0;
  const from = before % LENGTH;
  const to = (before + 1) % LENGTH;
  out.x = history.x[from]!;
  out.y = history.y[from]!;
  if (part === 0) return;
  out.x += (history.x[to]! - out.x) * part;
  out.y += (history.y[to]! - out.y) * part;
}
