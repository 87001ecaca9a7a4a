/**
 * Draws sprites with WebGL. A sprite is a quad: four vertices, and two triangles between them.
 */
import { type Attribute, type Batch, type Context, QuadProgram } from "./quadProgram.ts";
import { MOST, VERTEX } from "./quads.ts";

const SHADER = `
attribute vec2 place;
attribute vec2 cut;
void main() {
  at = cut;
  tint = colour;
  gl_Position = vec4((view * vec3(place, 1.0)).xy, 0.0, 1.0);
}`;

export class SpriteProgram extends QuadProgram {
  readonly #gl: Context;
  readonly #batch: Batch;

  /**
   * @param most quads in a draw call
   * @param attributes as in `SHADER`
   * @param fragment see `QuadProgram`
   * @throws when the browser cannot link the shaders
   */
  constructor(
    gl: Context,
    most: number = MOST,
    attributes: readonly Attribute[] = VERTEX,
    fragment?: string,
  ) {
    super(gl, SHADER, attributes, fragment);
    this.#gl = gl;
    this.#batch = this.createBatch();
    // Only while an array of ours is bound: Phaser knows what is bound otherwise.
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, quadIndices(most), gl.STATIC_DRAW);
  }

  /** Sends the vertices of a frame. */
  send(vertices: Float32Array<ArrayBuffer>): void {
    this.bind(this.#batch);
    // A new buffer each time, because the card may not have drawn the earlier vertices yet.
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, vertices, this.#gl.STREAM_DRAW);
  }

  /** Draws quads with the bound program and texture. @param from number of the first one */
  drawSprites(from: number, count: number): void {
    const gl = this.#gl;
    gl.bindVertexArray(this.#batch.array);
    gl.drawElements(gl.TRIANGLES, count * 6, gl.UNSIGNED_SHORT, from * 12);
  }
}

/** @returns the indices of two triangles for each quad */
function quadIndices(quads: number): Uint16Array<ArrayBuffer> {
  const indices = new Uint16Array(quads * 6);
  for (let quad = 0; quad < quads; quad++)
    indices.set(
      [0, 1, 2, 2, 1, 3].map((corner) => quad * 4 + corner),
      quad * 6,
    );
  return indices;
}
