/**
 * Draws particles with WebGL. The vertex shader computes where a particle is. Each particle is an instance of
 * the same four vertices, so its numbers are sent once.
 */
import { PARTICLE, PARTICLE_WORDS, type ParticleLayer } from "./particleLayer.ts";
import { type Batch, type Context, QuadProgram } from "./quadProgram.ts";

const SHADER = `
attribute vec4 motion;
attribute vec4 course;
attribute vec4 extent;
attribute float spin;
attribute vec4 cut;
attribute vec2 side;
uniform float clock;
uniform float opacity;
void main() {
  float age = clock - course.x;
  float share = age / course.y;
  float left = 1.0 - share;
  float way = course.z > 0.0 ? (1.0 - exp(-course.z * age)) / course.z : age;
  float turn = course.w + spin * age;
  vec2 corner = mix(extent.xy, extent.zw, 1.0 - left * left) * (2.0 * side - 1.0);
  vec2 turned = vec2(corner.x * cos(turn) - corner.y * sin(turn), corner.x * sin(turn) + corner.y * cos(turn));
  float alpha = colour.a * (1.0 - share * share);
  at = mix(cut.xy, cut.zw, side);
  tint = vec4(colour.rgb * alpha, opacity * alpha);
  vec2 to = (view * vec3(motion.xy + motion.zw * way + turned, 1.0)).xy;
  // Outside the picture: not born yet, or over.
  gl_Position = age < 0.0 || age >= course.y ? vec4(2.0, 2.0, 0.0, 1.0) : vec4(to, 0.0, 1.0);
}`;

/** `side` of the vertices, in the order of a strip of triangles; one of these after the other. */
const SIDES = new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]);

/** A layer on the graphics card. */
interface Sent {
  readonly batch: Batch;
  /** `written` of the layer when it was sent. */
  written: number;
}

export class ParticleProgram extends QuadProgram {
  readonly #gl: Context;
  readonly #clock: WebGLUniformLocation | null;
  readonly #opacity: WebGLUniformLocation | null;
  readonly #sides: WebGLBuffer;
  readonly #sent = new Map<ParticleLayer, Sent>();

  /** @throws when the browser cannot link the shaders */
  constructor(gl: Context) {
    super(gl, SHADER, PARTICLE);
    this.#gl = gl;
    this.#clock = this.uniform("clock");
    this.#opacity = this.uniform("opacity");
    this.#sides = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#sides);
    gl.bufferData(gl.ARRAY_BUFFER, SIDES, gl.STATIC_DRAW);
  }

  /** Draws a layer that was sent. */
  drawLayer(layer: ParticleLayer): void {
    const gl = this.#gl;
    gl.uniform1f(this.#clock, layer.clock);
    gl.uniform1f(this.#opacity, layer.isLight ? 0 : 1);
    gl.bindVertexArray(this.#sent.get(layer)!.batch.array);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, layer.limit);
  }

  /** Sends the particles of a layer that were born since the last time. */
  send(layer: ParticleLayer): void {
    const { limit, written } = layer;
    const sent = this.#sent.get(layer) ?? this.#create(layer);
    if (sent.written === written) return;
    this.bind(sent.batch);
    const from = sent.written % limit;
    const to = written % limit;
    if (written - sent.written >= limit) this.#fill(layer, 0, limit);
    else if (from <= to) this.#fill(layer, from, to);
    else {
      this.#fill(layer, from, limit);
      this.#fill(layer, 0, to);
    }
    sent.written = written;
  }

  #create(layer: ParticleLayer): Sent {
    const gl = this.#gl;
    const batch = this.createBatch();
    for (const index of PARTICLE.keys()) gl.vertexAttribDivisor(index, 1);
    const side = this.attribute("side");
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#sides);
    gl.enableVertexAttribArray(side);
    gl.vertexAttribPointer(side, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, batch.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, layer.numbers.byteLength, gl.DYNAMIC_DRAW);
    const sent = { batch, written: layer.written - layer.limit };
    this.#sent.set(layer, sent);
    return sent;
  }

  #fill({ numbers }: ParticleLayer, from: number, to: number): void {
    if (from === to) return;
    const gl = this.#gl;
    const range = numbers.subarray(from * PARTICLE_WORDS, to * PARTICLE_WORDS);
    gl.bufferSubData(gl.ARRAY_BUFFER, from * 4 * PARTICLE_WORDS, range);
  }
}
