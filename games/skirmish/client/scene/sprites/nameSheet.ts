/** A sheet of names. Each name is written into it once, and one draw call draws all names. */
import type * as Phaser from "phaser";
import { type Cut, cornerOf, type Sheet } from "./sprite.ts";

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const NAME_FONT = `600 13px ${FONT}`;
/** Width of the dark outline, and space above and below letters for the marks of many scripts, CSS pixels. */
const STROKE = 3;
const MARKS = 5;
/** Size of the sheet, pixels. It holds 300 names of usual length at the highest resolution. */
const WIDTH = 2048;
const HEIGHT = 2048;
/** Transparent pixels between two names. */
const GAP = 2;
/** A full sheet is tidied at most once in this time, ms. Names that do not fit meanwhile are not shown. */
const PAUSE = 1000;

/** A name in the sheet. */
interface Entry {
  cut: Cut;
  /** Number of the last frame that showed it. */
  used: number;
}

export class NameSheet implements Sheet {
  readonly #entries = new Map<string, Entry>();
  /** Names that the sheet does not contain yet. */
  #unwritten: { name: string; cut: Cut }[] = [];
  readonly #pen: CanvasRenderingContext2D;
  #canvas: CanvasRenderingContext2D | undefined;
  #texture: WebGLTexture | undefined;
  #resolution = 1;
  #x = 0;
  #y = 0;
  #isFull = false;
  #tidiedAt = Number.NEGATIVE_INFINITY;
  /** Time and number of the present frame. */
  #now = Number.NaN;
  #frame = 0;
  /** Whether canvas and texture contain names from before the sheet was emptied. */
  #isStale = false;

  constructor(renderer: Phaser.Renderer.Canvas.CanvasRenderer | Phaser.Renderer.WebGL.WebGLRenderer) {
    this.#pen = document.createElement("canvas").getContext("2d")!;
    renderer.on("losewebgl", () => {
      this.#texture = undefined;
      this.#empty();
    });
  }

  /**
   * @param resolution device pixels a CSS pixel
   * @param now time of the frame, ms
   * @returns the picture of a name, in white, valid in this frame; undefined when the sheet is full
   */
  find(name: string, resolution: number, now: number): Cut | undefined {
    if (resolution !== this.#resolution) {
      this.#resolution = resolution;
      this.#empty();
    }
    if (now !== this.#now) {
      // Only between two frames: pictures that this frame has found must keep their place.
      if (this.#isFull && now - this.#tidiedAt > PAUSE) this.#tidy(now);
      this.#now = now;
      this.#frame++;
    }
    const known = this.#entries.get(name);
    if (known !== undefined) {
      known.used = this.#frame;
      return known.cut;
    }
    return this.#isFull ? undefined : this.#add(name);
  }

  get canvas(): HTMLCanvasElement {
    this.#canvas ??= Object.assign(document.createElement("canvas"), {
      ...{ width: WIDTH, height: HEIGHT },
    }).getContext("2d")!;
    if (this.#isStale) this.#canvas.clearRect(0, 0, WIDTH, HEIGHT);
    this.#isStale = false;
    for (const { name, cut } of this.#unwritten) {
      this.#write(name, cut);
      this.#canvas.drawImage(this.#pen.canvas, cut.x, cut.y);
    }
    this.#unwritten = [];
    return this.#canvas.canvas;
  }

  texture(gl: WebGLRenderingContext): WebGLTexture {
    this.#texture ??= createTexture(gl);
    if (this.#unwritten.length === 0) return this.#texture;
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    if (this.#isStale) clearTexture(gl);
    this.#isStale = false;
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
    this.#entries.clear();
    this.#unwritten = [];
    this.#x = this.#y = 0;
    this.#isFull = false;
    this.#isStale = true;
  }

  /** Removes the names that the last frame has not shown. */
  #tidy(now: number): void {
    this.#tidiedAt = now;
    const shown = [...this.#entries].filter(([, { used }]) => used === this.#frame);
    if (shown.length === this.#entries.size) return;
    this.#empty();
    for (const [name] of shown) this.#add(name);
  }

  #add(name: string): Cut | undefined {
    const cut = this.#place(name);
    if (cut === undefined) {
      this.#isFull = true;
      return undefined;
    }
    this.#entries.set(name, { cut, used: this.#frame });
    this.#unwritten.push({ name, cut });
    return cut;
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
      from: cornerOf(x / WIDTH, y / HEIGHT),
      to: cornerOf((x + wide) / WIDTH, (y + high) / HEIGHT),
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
  clearTexture(gl);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
    gl.texParameteri(gl.TEXTURE_2D, filter, gl.LINEAR);
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T])
    gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE);
  return texture;
}

/** Without a source, WebGL fills the bound texture with transparent pixels. */
function clearTexture(gl: WebGLRenderingContext): void {
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, WIDTH, HEIGHT, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
}
