/** The vertices of sprites. */
import { type Attribute, strideOf } from "./quadProgram.ts";
import { joinCorners, type Sprite } from "./sprite.ts";

/** Place in units, place in the sheet, and colour with premultiplied alpha. */
export const VERTEX: readonly Attribute[] = [
  { name: "place", is: "vec2" },
  { name: "cut", is: "shorts2" },
  { name: "colour", is: "bytes4" },
];
/** 32-bit words of a vertex, and of a sprite. */
const WORDS = strideOf(VERTEX) / 4;
const QUAD = 4 * WORDS;
const START = 1024;
/** Most sprites in a draw call, because an index of a vertex has 16 bits. */
export const MOST = 16_384;

export class Quads {
  count = 0;
  #floats = new Float32Array(START * QUAD);
  #words = new Int32Array(this.#floats.buffer);
  /** The latest rotation: the parts of a ship share theirs. */
  #rotation = 0;
  #cos = 1;
  #sin = 0;

  /** The vertices of all sprites since `clear`. */
  get vertices(): Float32Array<ArrayBuffer> {
    return this.#floats.subarray(0, this.count * QUAD);
  }

  clear(): void {
    this.count = 0;
  }

  /** Whether there is no room for another sprite. */
  get isFull(): boolean {
    return this.count === MOST;
  }

  add(sprite: Sprite): void {
    const { rotation, cut, alpha } = sprite;
    if (rotation !== this.#rotation) {
      this.#rotation = rotation;
      this.#cos = Math.cos(rotation);
      this.#sin = Math.sin(rotation);
    }
    const cos = this.#cos;
    const sin = this.#sin;
    const width = cut.width * sprite.scaleX;
    const height = cut.height * sprite.scaleY;
    const left = sprite.originX * width;
    const top = sprite.originY * height;
    // The upper left corner, and the ways from there along the two sides.
    const x = sprite.x - left * cos + top * sin;
    const y = sprite.y - left * sin - top * cos;
    const acrossX = width * cos;
    const acrossY = width * sin;
    const downX = -height * sin;
    const downY = height * cos;
    const colour = colourOf(sprite.tint, alpha < 1 ? alpha : 1, sprite.isLight);
    const { from, to } = cut;
    const at = this.count * QUAD;
    if (at === this.#floats.length) this.#grow();
    this.#put(at, x, y, from, colour);
    this.#put(at + WORDS, x + acrossX, y + acrossY, joinCorners(to, from), colour);
    this.#put(at + 2 * WORDS, x + downX, y + downY, joinCorners(from, to), colour);
    this.#put(at + 3 * WORDS, x + acrossX + downX, y + acrossY + downY, to, colour);
    this.count++;
  }

  #put(at: number, x: number, y: number, cut: number, colour: number): void {
    this.#floats[at] = x;
    this.#floats[at + 1] = y;
    this.#words[at + 2] = cut;
    this.#words[at + 3] = colour;
  }

  #grow(): void {
    const larger = new Float32Array(this.#floats.length * 2);
    larger.set(this.#floats);
    this.#floats = larger;
    this.#words = new Int32Array(larger.buffer);
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
  return ((isLight ? 0 : alpha * 255) << 24) | (blue << 16) | (green << 8) | red;
}
