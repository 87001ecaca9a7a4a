/**
 * Draws the sprites and particles of a frame with WebGL: all sprites are sent at once, then there is one draw
 * call for each run of sprites of the same sheet, and one for each layer of particles. Each call of WebGL takes
 * its time, so there are as few as possible.
 */
import { ParticleLayer } from "./particleLayer.ts";
import { ParticleProgram } from "./particleProgram.ts";
import { SpriteProgram } from "./program.ts";
import type { Context, View } from "./quadProgram.ts";
import { Quads } from "./quads.ts";
import type { Sheet, SpriteLayer } from "./sprite.ts";

export type Layer = SpriteLayer | ParticleLayer;

/** Sprites of the same sheet, one after the other. */
interface Run {
  readonly sheet: Sheet;
  /** Number of the first one. */
  readonly from: number;
  count: number;
}

export class Painter {
  readonly #gl: Context;
  readonly #sprites: SpriteProgram;
  readonly #particles: ParticleProgram;
  readonly #quads = new Quads();
  /** What is to be drawn, lowest first. */
  #steps: (Run | ParticleLayer)[] = [];

  /** @throws when the browser cannot link the shaders */
  constructor(gl: Context) {
    this.#gl = gl;
    this.#sprites = new SpriteProgram(gl);
    this.#particles = new ParticleProgram(gl);
  }

  /** @param layers lowest first. @param width,height of the canvas, device pixels */
  paint(layers: readonly Layer[], view: View, width: number, height: number): void {
    this.#sprites.look(view, width, height);
    this.#particles.look(view, width, height);
    for (const layer of layers) {
      if (!(layer instanceof ParticleLayer)) this.#add(layer);
      else if (layer.isAlive) this.#steps.push(layer);
    }
    this.#draw();
  }

  #add({ sprites }: SpriteLayer): void {
    const quads = this.#quads;
    let run = this.#steps.at(-1);
    for (const sprite of sprites) {
      if (!sprite.visible || sprite.alpha <= 0) continue;
      const { sheet } = sprite.cut;
      if (quads.isFull) {
        this.#draw();
        run = undefined;
      }
      if (run === undefined || run instanceof ParticleLayer || run.sheet !== sheet) {
        run = { sheet, from: quads.count, count: 0 };
        this.#steps.push(run);
      }
      quads.add(sprite);
      run.count++;
    }
  }

  #draw(): void {
    const gl = this.#gl;
    const steps = this.#steps;
    gl.activeTexture(gl.TEXTURE0);
    const sheets = steps.map(({ sheet }) => sheet.texture(gl));
    if (this.#quads.count > 0) this.#sprites.send(this.#quads.vertices);
    for (const step of steps) if (step instanceof ParticleLayer) this.#particles.send(step);
    let bound: WebGLTexture | null | undefined;
    let used: SpriteProgram | ParticleProgram | undefined;
    for (const [index, step] of steps.entries()) {
      const program = step instanceof ParticleLayer ? this.#particles : this.#sprites;
      if (program !== used) program.use();
      used = program;
      const sheet = sheets[index]!;
      if (sheet !== bound) gl.bindTexture(gl.TEXTURE_2D, sheet);
      bound = sheet;
      if (step instanceof ParticleLayer) this.#particles.drawLayer(step);
      else this.#sprites.drawSprites(step.from, step.count);
    }
    this.#quads.clear();
    this.#steps = [];
  }
}
