/**
 * A seeded generator whose whole state is one number, so that it can be part of a checkpoint (mulberry32).
 */
export interface Random {
  state: number;
}

export const seeded = (seed: number): Random => ({ state: seed >>> 0 });

/** @returns the next number in [0, 1). */
export function random(from: Random): number {
  from.state = (from.state + 0x6d2b79f5) >>> 0;
  let t = from.state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** @returns the next number in [low, high). */
export const between = (from: Random, low: number, high: number): number => low + random(from) * (high - low);

/** @returns the next whole number in [0, below). */
export const whole = (from: Random, below: number): number => Math.floor(random(from) * below);
