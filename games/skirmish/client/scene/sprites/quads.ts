/** The vertex buffer of sprites. */
import type { Sprite } from "./sprite.ts";

/** Most sprites in a draw call, because an index of a vertex has 16 bits. */
export const MOST = 16_384;
/** 32-bit words of a vertex: x, y, u, v as floats, and a colour of four bytes. */
const WORDS = 5;
export const STRIDE = WORDS * 4;
const QUAD = 4 * WORDS;
const START = 512;

export class Quads {
  count = 0;
  #floats = new Float32Array(START * QUAD);
  #colours = new Uint32Array(this.#floats.buffer);

  /** The vertices of all sprites since `clear`. */
  get vertices(): Float32Array<ArrayBuffer> {
    return this.#floats.subarray(0, this.count * QUAD);
  }

  /** Number of sprites that fit before the buffer grows. */
  get capacity(): number {
    return this.#floats.length / QUAD;
  }

  clear(): void {
    this.count = 0;
  }

  /** @returns false when the draw call is full */
  add({ x, y, rotation, scaleX, scaleY, originX, originY, alpha, tint, isLight, cut }: Sprite): boolean {
    if (this.count === MOST) return false;
    if (this.count === this.capacity) this.#grow();
    const width = cut.width * scaleX;
    const height = cut.height * scaleY;
    const left = -originX * width;
    const top = -originY * height;
    const cos = rotation === 0 ? 1 : Math.cos(rotation);
    const sin = rotation === 0 ? 0 : Math.sin(rotation);
    // The upper left corner, and the vectors from there to the other corners.
    const cornerX = x + left * cos - top * sin;
    const cornerY = y + left * sin + top * cos;
    const acrossX = width * cos;
    const acrossY = width * sin;
    const downX = -height * sin;
    const downY = height * cos;
    const colour = colourOf(tint, alpha < 1 ? alpha : 1, isLight);
    const { u0, v0, u1, v1 } = cut;
    let at = this.count * QUAD;
    at = this.#put(at, cornerX, cornerY, u0, v0, colour);
    at = this.#put(at, cornerX + acrossX, cornerY + acrossY, u1, v0, colour);
    at = this.#put(at, cornerX + downX, cornerY + downY, u0, v1, colour);
    this.#put(at, cornerX + acrossX + downX, cornerY + acrossY + downY, u1, v1, colour);
    this.count++;
    return true;
  }

  #put(at: number, x: number, y: number, u: number, v: number, colour: number): number {
    const floats = this.#floats;
    floats[at] = x;
    floats[at + 1] = y;
    floats[at + 2] = u;
    floats[at + 3] = v;
    this.#colours[at + 4] = colour;
    return at + WORDS;
  }

  #grow(): void {
    const larger = new Float32Array(this.#floats.length * 2);
    larger.set(this.#floats);
    this.#floats = larger;
    this.#colours = new Uint32Array(larger.buffer);
  }
}

/**
 * @returns the colour with premultiplied alpha, red in the lowest byte. The alpha of light is 0, which makes
 * it additive.
 */
function colourOf(tint: number, alpha: number, isLight: boolean): number {
  const red = ((tint >> 16) & 255) * alpha;
  const green = ((tint >> 8) & 255) * alpha;
  const blue = (tint & 255) * alpha;
  return (((isLight ? 0 : alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** @returns the indices of two triangles for each of `MOST` quads */
export function quadIndices(): Uint16Array<ArrayBuffer> {
  const indices = new Uint16Array(MOST * 6);
  for (let quad = 0; quad < MOST; quad++)
    indices.set(
      [0, 1, 2, 2, 1, 3].map((corner) => quad * 4 + corner),
      quad * 6,
    );
  return indices;
}
