/** A sheet of names. Each name is written into it once, and one draw call draws all names. */
import type * as Phaser from "phaser";
import type { Cut, Sheet } from "./sprite.ts";

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const NAME_FONT = `600 13px ${FONT}`;
/** Width of the dark outline, and space above and below letters for the marks of many scripts, CSS pixels. */
const STROKE = 3;
const MARKS = 5;
/** Size of the sheet, pixels. It holds 150 names of usual length at the highest resolution. */
const WIDTH = 2048;
const HEIGHT = 1024;
/** Transparent pixels between two names. */
const GAP = 2;
/** Least time between two emptyings of a full sheet, ms. Names that do not fit meanwhile are not shown. */
const PAUSE = 1000;

export class NameSheet implements Sheet {
  readonly #cuts = new Map<string, Cut>();
  /** Names that the sheet does not contain yet. */
  #unwritten: { name: string; cut: Cut }[] = [];
  readonly #pen: CanvasRenderingContext2D;
  #canvas: CanvasRenderingContext2D | undefined;
  #texture: WebGLTexture | undefined;
  #resolution = 1;
  #x = 0;
  #y = 0;
  #emptiedAt = Number.NEGATIVE_INFINITY;

  constructor(renderer: Phaser.Renderer.Canvas.CanvasRenderer | Phaser.Renderer.WebGL.WebGLRenderer) {
    this.#pen = document.createElement("canvas").getContext("2d")!;
    renderer.on("losewebgl", () => {
      this.#texture = undefined;
      this.#empty();
    });
  }

  /**
   * @param resolution device pixels a CSS pixel
   * @param now ms
   * @returns the picture of a name, in white; undefined when the sheet is full
   */
  find(name: string, resolution: number, now: number): Cut | undefined {
    if (resolution !== this.#resolution) {
      this.#resolution = resolution;
      this.#empty();
    }
    const known = this.#cuts.get(name);
    if (known !== undefined) return known;
    const cut = this.#place(name);
    if (cut !== undefined) {
      this.#cuts.set(name, cut);
      this.#unwritten.push({ name, cut });
    } else if (now - this.#emptiedAt > PAUSE) {
      this.#emptiedAt = now;
      this.#empty();
    }
    return cut;
  }

  get canvas(): HTMLCanvasElement {
    this.#canvas ??= Object.assign(document.createElement("canvas"), {
      ...{ width: WIDTH, height: HEIGHT },
    }).getContext("2d")!;
    for (const { name, cut } of this.#unwritten) {
      this.#write(name, cut);
      this.#canvas.clearRect(cut.x, cut.y, cut.width, cut.height);
      this.#canvas.drawImage(this.#pen.canvas, cut.x, cut.y);
    }
    this.#unwritten = [];
    return this.#canvas.canvas;
  }

  texture(gl: WebGLRenderingContext): WebGLTexture {
    this.#texture ??= createTexture(gl);
    if (this.#unwritten.length === 0) return this.#texture;
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
    for (const { name, cut } of this.#unwritten) {
      this.#write(name, cut);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, cut.x, cut.y, gl.RGBA, gl.UNSIGNED_BYTE, this.#pen.canvas);
    }
    this.#unwritten = [];
    return this.#texture;
  }

  #empty(): void {
    this.#cuts.clear();
    this.#unwritten = [];
    this.#x = this.#y = 0;
  }

  #place(name: string): Cut | undefined {
    const pen = this.#pen;
    pen.font = NAME_FONT;
    const { width, fontBoundingBoxAscent, fontBoundingBoxDescent } = pen.measureText(name);
    const wide = Math.min(WIDTH, Math.ceil((width + STROKE) * this.#resolution));
    const high = Math.ceil(
      (fontBoundingBoxAscent + fontBoundingBoxDescent + STROKE + 2 * MARKS) * this.#resolution,
    );
    if (this.#x + wide > WIDTH) {
      this.#x = 0;
      this.#y += high + GAP;
    }
    if (this.#y + high > HEIGHT) return undefined;
    const [x, y] = [this.#x, this.#y];
    this.#x += wide + GAP;
    return {
      ...{ sheet: this, x, y, width: wide, height: high },
      ...{ u0: x / WIDTH, v0: y / HEIGHT, u1: (x + wide) / WIDTH, v1: (y + high) / HEIGHT },
    };
  }

  #write(name: string, { width, height }: Cut): void {
    const pen = this.#pen;
    // A change of size clears the canvas, and resets its font.
    pen.canvas.width = width;
    pen.canvas.height = height;
    pen.scale(this.#resolution, this.#resolution);
    Object.assign(pen, { font: NAME_FONT, lineJoin: "round", lineWidth: STROKE });
    pen.strokeStyle = "#04060d";
    pen.fillStyle = "#fff";
    const baseline = MARKS + STROKE / 2 + pen.measureText(name).fontBoundingBoxAscent;
    pen.strokeText(name, STROKE / 2, baseline);
    pen.fillText(name, STROKE / 2, baseline);
  }
}

function createTexture(gl: WebGLRenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, WIDTH, HEIGHT, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
    gl.texParameteri(gl.TEXTURE_2D, filter, gl.LINEAR);
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T])
    gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE);
  return texture;
}
