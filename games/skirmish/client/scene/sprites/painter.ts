/**
 * Draws the tiles, sprites and particles of a frame with WebGL: all sprites are sent at once, and all tiles,
 * then there is one draw call for each run of these of the same sheet, and one for each layer of particles. Each
 * call of WebGL takes its time, so there are as few as possible.
 */
import { ParticleLayer } from "./particleLayer.ts";
import { ParticleProgram } from "./particleProgram.ts";
import { SpriteProgram } from "./program.ts";
import type { Context, View } from "./quadProgram.ts";
import { Quads } from "./quads.ts";
import type { Sheet, SpriteLayer } from "./sprite.ts";
import { TileProgram } from "./tileProgram.ts";
import { TileLayer, TileQuads } from "./tiles.ts";

export type Layer = SpriteLayer | ParticleLayer | TileLayer;

/** Sprites, or tiles, of the same sheet, one after the other. */
interface Run {
  readonly program: SpriteProgram;
  readonly sheet: Sheet;
  /** Number of the first one. */
  readonly from: number;
  count: number;
}

export class Painter {
  readonly #gl: Context;
  readonly #sprites: SpriteProgram;
  readonly #tiles: TileProgram;
  readonly #particles: ParticleProgram;
  readonly #quads = new Quads();
  readonly #tileQuads = new TileQuads();
  /** What is to be drawn, lowest first. */
  #steps: (Run | ParticleLayer)[] = [];

  /** @throws when the browser cannot link the shaders */
  constructor(gl: Context) {
    this.#gl = gl;
    this.#sprites = new SpriteProgram(gl);
    this.#tiles = new TileProgram(gl);
    this.#particles = new ParticleProgram(gl);
  }

  /** @param layers lowest first. @param width,height of the canvas, device pixels */
  paint(layers: readonly Layer[], view: View, width: number, height: number): void {
    for (const program of [this.#tiles, this.#sprites, this.#particles]) program.look(view, width, height);
    for (const layer of layers) {
      if (layer instanceof TileLayer) this.#addTiles(layer);
      else if (!(layer instanceof ParticleLayer)) this.#add(layer);
      else if (layer.isAlive) this.#steps.push(layer);
    }
    this.#draw();
  }

  #add({ sprites }: SpriteLayer): void {
    const quads = this.#quads;
    const last = this.#steps.at(-1);
    let run = last instanceof ParticleLayer ? undefined : last;
    for (const sprite of sprites) {
      if (!sprite.visible || sprite.alpha <= 0) continue;
      if (quads.isFull) {
        this.#draw();
        run = undefined;
      }
      const { sheet } = sprite.cut;
      if (run?.sheet !== sheet || run.program !== this.#sprites)
        run = this.#begin(this.#sprites, sheet, quads.count);
      quads.add(sprite);
      run.count++;
    }
  }

  #addTiles({ tiles }: TileLayer): void {
    const quads = this.#tileQuads;
    let run: Run | undefined;
    for (const tile of tiles) {
      if (!tile.visible || tile.alpha <= 0) continue;
      if (quads.isFull) {
        this.#draw();
        run = undefined;
      }
      if (run?.sheet !== tile.sheet) run = this.#begin(this.#tiles, tile.sheet, quads.count);
      quads.add(tile);
      run.count++;
    }
  }

  #begin(program: SpriteProgram, sheet: Sheet, from: number): Run {
    const run = { program, sheet, from, count: 0 };
    this.#steps.push(run);
    return run;
  }

  #draw(): void {
    const gl = this.#gl;
    const steps = this.#steps;
    gl.activeTexture(gl.TEXTURE0);
    const sheets = steps.map(({ sheet }) => sheet.texture(gl));
    if (this.#tileQuads.count > 0) this.#tiles.send(this.#tileQuads.vertices);
    if (this.#quads.count > 0) this.#sprites.send(this.#quads.vertices);
    for (const step of steps) if (step instanceof ParticleLayer) this.#particles.send(step);
    let bound: WebGLTexture | null | undefined;
    let used: SpriteProgram | ParticleProgram | undefined;
    for (const [index, step] of steps.entries()) {
      const program = step instanceof ParticleLayer ? this.#particles : step.program;
      if (program !== used) program.use();
      used = program;
      const sheet = sheets[index]!;
      if (sheet !== bound) gl.bindTexture(gl.TEXTURE_2D, sheet);
      bound = sheet;
      if (step instanceof ParticleLayer) this.#particles.drawLayer(step);
      else step.program.drawSprites(step.from, step.count);
    }
    this.#tileQuads.clear();
    this.#quads.clear();
    this.#steps = [];
  }
}
