/** Where a ship was, tick by tick: what a shot from the past is judged against. */
import { REWIND } from "../../../shared/limits.ts";

/** Room for the deepest rewind, the tick before it, and the present one. */
const LENGTH = REWIND.max + 3;

/** All x, then all y, a tick's at its slot: one list, since every ship has one and all are gone through in every tick. */
export type History = Float32Array;

export const createHistory = (): History => new Float32Array(2 * LENGTH);

export function record(history: History, tick: number, x: number, y: number): void {
  const slot = tick % LENGTH;
  history[slot] = x;
  history[LENGTH + slot] = y;
}

/** Forgets the past: as if the ship had always been here. For a ship that was moved, not flown. */
export function forget(history: History, x: number, y: number): void {
  history.fill(x, 0, LENGTH);
  history.fill(y, LENGTH);
}

/** A moment of the past, between two ticks. Found once for all ships that are looked at then. */
export interface Moment {
  /** Slots of the tick before it and of the one after. */
  from: number;
  to: number;
  /** How far it is from the one to the other, 0 to below 1. */
  part: number;
}

/** @param tick at most `REWIND.max + 1` before the latest record; may lie between two ticks */
export function setMoment(moment: Moment, tick: number): void {
  const before = Math.max(0, Math.floor(tick));
  moment.from = before % LENGTH;
  moment.to = (before + 1) % LENGTH;
  moment.part = tick > before ? tick - before : 0;
}

/** Reads where the ship was into `out`. */
export function placeAt(history: History, { from, to, part }: Moment, out: { x: number; y: number }): void {
  out.x = history[from]!;
  out.y = history[LENGTH + from]!;
  if (part === 0) return;
  out.x += (history[to]! - out.x) * part;
  out.y += (history[LENGTH + to]! - out.y) * part;
}
