/** The WebGL program of sprites, and its buffers. */
import { MOST, type Quads, quadIndices, STRIDE } from "./quads.ts";

const VERTEX = `
attribute vec2 place;
attribute vec2 cut;
attribute vec4 colour;
uniform mat3 view;
varying vec2 at;
varying vec4 tint;
void main() {
  at = cut;
  tint = colour;
  gl_Position = vec4((view * vec3(place, 1.0)).xy, 0.0, 1.0);
}`;
const FRAGMENT = `
#ifdef GL_FRAGMENT_PRECISION_HIGH
precision highp float;
#else
precision mediump float;
#endif
uniform sampler2D sheet;
varying vec2 at;
varying vec4 tint;
void main() {
  gl_FragColor = texture2D(sheet, at) * tint;
}`;
const ATTRIBUTES = ["place", "cut", "colour"] as const;

/** The affine map from units to device pixels. */
interface View {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly tx: number;
  readonly ty: number;
}

export class SpriteProgram {
  readonly #gl: WebGLRenderingContext;
  readonly #program: WebGLProgram;
  readonly #view: WebGLUniformLocation | null;
  readonly #vertices: WebGLBuffer;
  readonly #indices: WebGLBuffer;
  readonly #matrix = new Float32Array(9);
  /** Capacity of the vertex buffer, sprites. */
  #capacity = 0;

  /** @throws when the browser cannot link the shaders */
  constructor(gl: WebGLRenderingContext) {
    this.#gl = gl;
    const program = gl.createProgram();
    for (const [type, source] of [
      [gl.VERTEX_SHADER, VERTEX],
      [gl.FRAGMENT_SHADER, FRAGMENT],
    ] as const) {
      const shader = gl.createShader(type)!;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    for (const [index, name] of ATTRIBUTES.entries()) gl.bindAttribLocation(program, index, name);
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost())
      throw new Error(`the shaders of sprites cannot be linked: ${gl.getProgramInfoLog(program)}`);
    this.#program = program;
    this.#view = gl.getUniformLocation(program, "view");
    this.#vertices = gl.createBuffer();
    this.#indices = gl.createBuffer();
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#indices);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, quadIndices(), gl.STATIC_DRAW);
  }

  /** @param width,height of the canvas, device pixels */
  begin({ a, b, c, d, tx, ty }: View, width: number, height: number): void {
    const gl = this.#gl;
    gl.useProgram(this.#program);
    const [x, y] = [2 / width, -2 / height];
    this.#matrix.set([a * x, b * y, 0, c * x, d * y, 0, tx * x - 1, ty * y + 1, 1]);
    gl.uniformMatrix3fv(this.#view, false, this.#matrix);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#indices);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#vertices);
    for (let index = 0; index < ATTRIBUTES.length; index++) gl.enableVertexAttribArray(index);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, STRIDE, 0);
    gl.vertexAttribPointer(1, 2, gl.FLOAT, false, STRIDE, 8);
    gl.vertexAttribPointer(2, 4, gl.UNSIGNED_BYTE, true, STRIDE, 16);
  }

  draw(quads: Quads, texture: WebGLTexture | null): void {
    const gl = this.#gl;
    if (quads.capacity !== this.#capacity) {
      this.#capacity = quads.capacity;
      gl.bufferData(gl.ARRAY_BUFFER, Math.min(this.#capacity, MOST) * 4 * STRIDE, gl.DYNAMIC_DRAW);
    }
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, quads.vertices);
    gl.drawElements(gl.TRIANGLES, quads.count * 6, gl.UNSIGNED_SHORT, 0);
  }

  end(): void {
    for (let index = 0; index < ATTRIBUTES.length; index++) this.#gl.disableVertexAttribArray(index);
  }
}
