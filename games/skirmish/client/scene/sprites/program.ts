/** Draws sprites with WebGL. */
import { type Batch, type Context, QuadProgram } from "./quadProgram.ts";
import { type Quads, VERTEX } from "./quads.ts";

const SHADER = `
attribute vec2 place;
void main() {
  at = cut;
  tint = colour;
  gl_Position = vec4((view * vec3(place, 1.0)).xy, 0.0, 1.0);
}`;

export class SpriteProgram extends QuadProgram {
  readonly #gl: Context;
  readonly #batch: Batch;

  /** @throws when the browser cannot link the shaders */
  constructor(gl: Context) {
    super(gl, SHADER, VERTEX);
    this.#gl = gl;
    this.#batch = this.createBatch();
  }

  /** Sends the sprites of a frame. */
  send(quads: Quads): void {
    this.bind(this.#batch);
    // A new buffer each time, because the card may not have drawn the earlier vertices yet.
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, quads.vertices, this.#gl.STREAM_DRAW);
  }

  drawSprites(from: number, count: number): void {
    this.draw(this.#batch, from, count);
  }
}
