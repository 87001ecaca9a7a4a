/** WebGL programs that draw many pictures in one call. */

/** A context as Phaser leaves it: it requires these functions, and adds them where they are an extension. */
export type Context = WebGLRenderingContext &
  Pick<
    WebGL2RenderingContext,
    "bindVertexArray" | "createVertexArray" | "drawArraysInstanced" | "vertexAttribDivisor"
  >;

/** An attribute of a vertex, or of a whole picture. Shorts and bytes are 0…1 in the shader. */
export interface Attribute {
  readonly name: string;
  readonly is: "float" | "vec2" | "vec4" | "shorts2" | "shorts4" | "bytes4";
}

/** The affine map from units to device pixels. */
export interface View {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly tx: number;
  readonly ty: number;
}

/** A buffer of pictures on the graphics card. */
export interface Batch {
  readonly buffer: WebGLBuffer;
  readonly array: WebGLVertexArrayObject;
}

const NUMBERS = { float: 1, vec2: 2, vec4: 4, shorts2: 2, shorts4: 4, bytes4: 4 } as const;
const BYTES = { float: 4, vec2: 8, vec4: 16, shorts2: 4, shorts4: 8, bytes4: 4 } as const;
/** In front of each vertex shader, which sets a place in the sheet, and a colour. */
const HEAD = `
attribute vec4 colour;
uniform mat3 view;
varying vec2 at;
varying vec4 tint;
`;
const FRAGMENT_HEAD = `
#ifdef GL_FRAGMENT_PRECISION_HIGH
precision highp float;
#else
precision mediump float;
#endif
uniform sampler2D sheet;
varying vec2 at;
varying vec4 tint;
`;
const FRAGMENT = `
void main() {
  gl_FragColor = texture2D(sheet, at) * tint;
}`;

/** Bytes of a vertex, or of a picture. */
export const strideOf = (attributes: readonly Attribute[]): number =>
  attributes.reduce((sum, { is }) => sum + BYTES[is], 0);

export class QuadProgram {
  readonly #gl: Context;
  readonly #program: WebGLProgram;
  readonly #view: WebGLUniformLocation | null;
  readonly #attributes: readonly Attribute[];
  readonly #matrix = new Float32Array(9);
  #isViewed = false;

  /**
   * @param vertex the vertex shader, without the declarations of `HEAD`
   * @param fragment the fragment shader, without those of `FRAGMENT_HEAD`
   * @throws when the browser cannot link the shaders
   */
  constructor(gl: Context, vertex: string, attributes: readonly Attribute[], fragment = FRAGMENT) {
    this.#gl = gl;
    this.#attributes = attributes;
    const program = gl.createProgram();
    for (const [type, source] of [
      [gl.VERTEX_SHADER, HEAD + vertex],
      [gl.FRAGMENT_SHADER, FRAGMENT_HEAD + fragment],
    ] as const) {
      const shader = gl.createShader(type)!;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    for (const [index, { name }] of attributes.entries()) gl.bindAttribLocation(program, index, name);
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost())
      throw new Error(`the shaders of sprites cannot be linked: ${gl.getProgramInfoLog(program)}`);
    this.#program = program;
    this.#view = gl.getUniformLocation(program, "view");
  }

  uniform(name: string): WebGLUniformLocation | null {
    return this.#gl.getUniformLocation(this.#program, name);
  }

  attribute(name: string): number {
    return this.#gl.getAttribLocation(this.#program, name);
  }

  /** Creates a buffer, and leaves it bound. */
  createBatch(): Batch {
    const gl = this.#gl;
    const batch = { buffer: gl.createBuffer(), array: gl.createVertexArray() };
    this.bind(batch);
    const stride = strideOf(this.#attributes);
    let offset = 0;
    for (const [index, { is }] of this.#attributes.entries()) {
      const isShort = is === "shorts2" || is === "shorts4";
      const type = isShort ? gl.UNSIGNED_SHORT : is === "bytes4" ? gl.UNSIGNED_BYTE : gl.FLOAT;
      gl.enableVertexAttribArray(index);
      gl.vertexAttribPointer(index, NUMBERS[is], type, type !== gl.FLOAT, stride, offset);
      offset += BYTES[is];
    }
    return batch;
  }

  /** The next `use` sets this view. @param width,height of the canvas, device pixels */
  look({ a, b, c, d, tx, ty }: View, width: number, height: number): void {
    const x = 2 / width;
    const y = -2 / height;
    const matrix = this.#matrix;
    matrix[0] = a * x;
    matrix[1] = b * y;
    matrix[3] = c * x;
    matrix[4] = d * y;
    matrix[6] = tx * x - 1;
    matrix[7] = ty * y + 1;
    matrix[8] = 1;
    this.#isViewed = false;
  }

  /** Binds the program. */
  use(): void {
    this.#gl.useProgram(this.#program);
    if (!this.#isViewed) this.#gl.uniformMatrix3fv(this.#view, false, this.#matrix);
    this.#isViewed = true;
  }

  /** Binds a buffer, so that it can be filled. */
  bind({ buffer, array }: Batch): void {
    this.#gl.bindVertexArray(array);
    this.#gl.bindBuffer(this.#gl.ARRAY_BUFFER, buffer);
  }
}
