/** Draws particles with WebGL. The vertex shader computes where a particle is. */
import { PARTICLE, PARTICLE_WORDS, type ParticleLayer } from "./particleLayer.ts";
import { type Batch, type Context, QuadProgram } from "./quadProgram.ts";

const SHADER = `
attribute vec4 motion;
attribute vec4 course;
attribute vec4 corner;
attribute float spin;
uniform float clock;
uniform float opacity;
void main() {
  float age = clock - course.x;
  float share = age / course.y;
  float left = 1.0 - share;
  float way = course.z > 0.0 ? (1.0 - exp(-course.z * age)) / course.z : age;
  float turn = course.w + spin * age;
  vec2 side = mix(corner.xy, corner.zw, 1.0 - left * left);
  vec2 turned = vec2(side.x * cos(turn) - side.y * sin(turn), side.x * sin(turn) + side.y * cos(turn));
  float alpha = colour.a * (1.0 - share * share);
  at = cut;
  tint = vec4(colour.rgb * alpha, opacity * alpha);
  vec2 to = (view * vec3(motion.xy + motion.zw * way + turned, 1.0)).xy;
  // Outside the picture: not born yet, or over.
  gl_Position = age < 0.0 || age >= course.y ? vec4(2.0, 2.0, 0.0, 1.0) : vec4(to, 0.0, 1.0);
}`;

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
  readonly #sent = new Map<ParticleLayer, Sent>();

  /** @throws when the browser cannot link the shaders */
  constructor(gl: Context) {
    super(gl, SHADER, PARTICLE);
    this.#gl = gl;
    this.#clock = this.uniform("clock");
    this.#opacity = this.uniform("opacity");
  }

  /** Draws a layer that was sent. */
  drawLayer(layer: ParticleLayer): void {
    const gl = this.#gl;
    gl.uniform1f(this.#clock, layer.clock);
    gl.uniform1f(this.#opacity, layer.isLight ? 0 : 1);
    this.draw(this.#sent.get(layer)!.batch, 0, layer.limit);
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
    const sent = { batch: this.createBatch(), written: layer.written - layer.limit };
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, layer.vertices.byteLength, this.#gl.DYNAMIC_DRAW);
    this.#sent.set(layer, sent);
    return sent;
  }

  #fill({ vertices }: ParticleLayer, from: number, to: number): void {
    if (from === to) return;
    const gl = this.#gl;
    const range = vertices.subarray(from * PARTICLE_WORDS, to * PARTICLE_WORDS);
    gl.bufferSubData(gl.ARRAY_BUFFER, from * 4 * PARTICLE_WORDS, range);
  }
}
