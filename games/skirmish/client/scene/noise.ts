/** Smooth noise for textures that are computed pixel by pixel. */

/** @returns a value in [0, 1) that depends on the arguments only */
function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

const ease = (t: number): number => t * t * (3 - 2 * t);

/** Noise in [0, 1) that repeats after `period` whole steps in both directions. */
function valueNoise(x: number, y: number, period: number, seed: number): number {
  const [cellX, cellY] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [ease(x - cellX), ease(y - cellY)];
  const left = ((cellX % period) + period) % period;
  const top = ((cellY % period) + period) % period;
  const right = left + 1 === period ? 0 : left + 1;
  const bottom = top + 1 === period ? 0 : top + 1;
  const above = hash(left, top, seed) * (1 - u) + hash(right, top, seed) * u;
  const below = hash(left, bottom, seed) * (1 - u) + hash(right, bottom, seed) * u;
  return above * (1 - v) + below * v;
}

/**
 * Fractal noise: layers of noise, each twice as fine and half as strong as the one before.
 * @param period whole steps after which it repeats
 * @returns about 0 … 1
 */
export function cloudNoise(x: number, y: number, period: number, octaves: number, seed: number): number {
  let sum = 0;
  let strength = 0.5;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += strength * valueNoise(x * scale, y * scale, period * scale, seed + octave);
    strength /= 2;
    scale *= 2;
  }
  return sum / (1 - 2 * strength);
}

/** @returns 0 up to `low`, 1 from `high` on, and a smooth transition in between */
export function smoothStep(low: number, high: number, value: number): number {
  const t = (value - low) / (high - low);
  return t <= 0 ? 0 : t >= 1 ? 1 : ease(t);
}
