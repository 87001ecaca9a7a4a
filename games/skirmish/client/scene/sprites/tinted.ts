/**
 * Tinted copies of pictures, for a browser without WebGL: its canvas cannot multiply colours while it draws.
 */
import type { Cut, Sprite } from "./sprite.ts";

/** Most copies of a picture; particles have many colours. */
const MOST = 48;

type Pen = CanvasRenderingContext2D;

export class TintedCopies {
  readonly #copies = new WeakMap<Cut, Map<number, CanvasImageSource>>();

  /** Draws the picture of a sprite with its left upper corner at (x, y). */
  draw(pen: Pen, { cut, tint }: Pick<Sprite, "cut" | "tint">, x: number, y: number): void {
    const { width, height } = cut;
    if (tint === 0xffffff) drawCut(pen, cut, x, y);
    else pen.drawImage(this.#copy(cut, tint), x, y, width, height);
  }

  #copy(cut: Cut, tint: number): CanvasImageSource {
    let copies = this.#copies.get(cut);
    if (copies === undefined) {
      copies = new Map();
      this.#copies.set(cut, copies);
    }
    let copy = copies.get(tint);
    if (copy === undefined) {
      copy = tinted(cut, tint);
      if (copies.size === MOST) copies.delete(copies.keys().next().value!);
      copies.set(tint, copy);
    }
    return copy;
  }
}

function tinted(cut: Cut, tint: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(cut.width);
  canvas.height = Math.ceil(cut.height);
  const pen = canvas.getContext("2d")!;
  drawCut(pen, cut, 0, 0);
  pen.globalCompositeOperation = "multiply";
  pen.fillStyle = `#${tint.toString(16).padStart(6, "0")}`;
  pen.fillRect(0, 0, cut.width, cut.height);
  // The colour has filled the transparent pixels, too.
  pen.globalCompositeOperation = "destination-in";
  drawCut(pen, cut, 0, 0);
  return canvas;
}

function drawCut(pen: Pen, { sheet, x, y, width, height }: Cut, toX: number, toY: number): void {
  pen.drawImage(sheet.canvas, x, y, width, height, toX, toY, width, height);
}
