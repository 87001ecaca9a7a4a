/** Smooth noise for textures that are computed pixel by pixel. */

/** @returns a value in [0, 1) that depends on the arguments only */
function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

const ease = (t: number): number => t * t * (3 - 2 * t);

/**
 * Fractal noise: layers of noise, each twice as fine and half as strong as the one before. Each layer keeps
 * the cell that it was asked for last: the next pixel of a picture is mostly in the same cell, and the random
 * values of its four corners are most of the work.
 */
export class CloudNoise {
  readonly #period: number;
  readonly #seed: number;
  readonly #strongest: number;
  /** Of each layer: the place of its cell. */
  readonly #cells: Int32Array;
  /** Of each layer: the values at the corners of that cell. */
  readonly #corners: Float64Array;

  /** @param period whole steps after which it repeats in both directions */
  constructor(period: number, layers: number, seed: number) {
    this.#period = period;
    this.#seed = seed;
    // So that the strengths of all layers add up to 1.
    this.#strongest = 0.5 / (1 - 2 ** -layers);
    this.#corners = new Float64Array(4 * layers);
    this.#cells = new Int32Array(2 * layers);
    for (let layer = 0; layer < layers; layer++) this.#enter(layer, 0, 0);
  }

  /** @returns about 0 … 1 */
  at(x: number, y: number): number {
    const cells = this.#cells;
    const corners = this.#corners;
    let sum = 0;
    let strength = this.#strongest;
    for (let layer = 0; layer * 2 < cells.length; layer++) {
      const scale = 1 << layer;
      const cellX = Math.floor(x * scale);
      const cellY = Math.floor(y * scale);
      if (cellX !== cells[layer * 2] || cellY !== cells[layer * 2 + 1]) this.#enter(layer, cellX, cellY);
      const u = ease(x * scale - cellX);
      const v = ease(y * scale - cellY);
      const above = corners[layer * 4]! * (1 - u) + corners[layer * 4 + 1]! * u;
      const below = corners[layer * 4 + 2]! * (1 - u) + corners[layer * 4 + 3]! * u;
      sum += strength * (above * (1 - v) + below * v);
      strength /= 2;
    }
    return sum;
  }

  #enter(layer: number, cellX: number, cellY: number): void {
    this.#cells[layer * 2] = cellX;
    this.#cells[layer * 2 + 1] = cellY;
    const period = this.#period << layer;
    const seed = this.#seed + layer;
    const left = ((cellX % period) + period) % period;
    const top = ((cellY % period) + period) % period;
    const right = left + 1 === period ? 0 : left + 1;
    const bottom = top + 1 === period ? 0 : top + 1;
    this.#corners[layer * 4] = hash(left, top, seed);
    this.#corners[layer * 4 + 1] = hash(right, top, seed);
    this.#corners[layer * 4 + 2] = hash(left, bottom, seed);
    this.#corners[layer * 4 + 3] = hash(right, bottom, seed);
  }
}

/** @returns 0 up to `low`, 1 from `high` on, and a smooth transition in between */
export function smoothStep(low: number, high: number, value: number): number {
  const t = (value - low) / (high - low);
  return t <= 0 ? 0 : t >= 1 ? 1 : ease(t);
}
