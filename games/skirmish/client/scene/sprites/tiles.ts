/** Pictures that repeat over an area, such as the sky and the floor. */
import type { Attribute } from "./quadProgram.ts";
import { strideOf } from "./quadProgram.ts";
import type { Sheet } from "./sprite.ts";

export interface Tile {
  /** The picture; it repeats without a seam. */
  readonly sheet: Sheet;
  /** Size of one repeat, units. */
  pieceWidth: number;
  pieceHeight: number;
  /** Middle and size of the area, units. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Around the middle, radians, clockwise. */
  rotation: number;
  /** Which place of the picture is at the upper left corner of the area, repeats. */
  u: number;
  v: number;
  /** Opacity, 0…1. */
  alpha: number;
  visible: boolean;
}

/** A layer of tiles, drawn in the order of the list. */
export class TileLayer {
  tiles: Tile[] = [];

  /** @param tile what differs from a visible area of one repeat around the origin */
  add(tile: Pick<Tile, "sheet"> & Partial<Tile>): Tile {
    const unit = { pieceWidth: 1, pieceHeight: 1, width: 1, height: 1 };
    const made = { ...unit, x: 0, y: 0, rotation: 0, u: 0, v: 0, alpha: 1, visible: true, ...tile };
    this.tiles.push(made);
    return made;
  }
}

/** A vertex of a tile. The place in the sheet is in repeats. */
export const TILE: readonly Attribute[] = [
  { name: "place", is: "vec2" },
  { name: "cut", is: "vec2" },
  { name: "colour", is: "bytes4" },
];
/** 32-bit words of a vertex, and of a tile. */
const WORDS = strideOf(TILE) / 4;
const QUAD = 4 * WORDS;
/** Most tiles in a frame; the sky and a floor have twelve. */
export const MOST_TILES = 32;

/** The vertices of the tiles of a frame. */
export class TileQuads {
  count = 0;
  readonly #floats = new Float32Array(MOST_TILES * QUAD);
  readonly #words = new Int32Array(this.#floats.buffer);

  /** Those since `clear`. */
  get vertices(): Float32Array<ArrayBuffer> {
    return this.#floats.subarray(0, this.count * QUAD);
  }

  get isFull(): boolean {
    return this.count === MOST_TILES;
  }

  clear(): void {
    this.count = 0;
  }

  add({ x, y, width, height, rotation, u, v, alpha, pieceWidth, pieceHeight }: Tile): void {
    const cos = Math.cos(rotation) / 2;
    const sin = Math.sin(rotation) / 2;
    // All channels are multiplied by the opacity, as in the textures.
    const colour = Math.round(alpha * 255) * 0x1010101;
    for (let corner = 0; corner < 4; corner++) {
      const [right, low] = [corner & 1, corner >> 1];
      const across = (2 * right - 1) * width;
      const down = (2 * low - 1) * height;
      const at = this.count * QUAD + corner * WORDS;
      this.#floats[at] = x + across * cos - down * sin;
      this.#floats[at + 1] = y + across * sin + down * cos;
      this.#floats[at + 2] = u + (right * width) / pieceWidth;
      this.#floats[at + 3] = v + (low * height) / pieceHeight;
      this.#words[at + 4] = colour;
    }
    this.count++;
  }
}

/** Draws a tile in a browser without WebGL. */
export function drawTile(pen: CanvasRenderingContext2D, tile: Tile): void {
  const { sheet, x, y, width, height, pieceWidth, pieceHeight, u, v } = tile;
  const pattern = pen.createPattern(sheet.canvas, "repeat");
  if (pattern === null) return;
  pen.save();
  pen.globalAlpha = tile.alpha;
  pen.translate(x, y);
  pen.rotate(tile.rotation);
  pen.translate(-width / 2 - u * pieceWidth, -height / 2 - v * pieceHeight);
  const scaleX = pieceWidth / sheet.canvas.width;
  const scaleY = pieceHeight / sheet.canvas.height;
  pen.scale(scaleX, scaleY);
  pen.fillStyle = pattern;
  pen.fillRect((u * pieceWidth) / scaleX, (v * pieceHeight) / scaleY, width / scaleX, height / scaleY);
  pen.restore();
}
