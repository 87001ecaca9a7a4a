/**
 * A layer of particles. The flight of a particle is known at its birth, so its numbers are sent to the graphics
 * card once, and the card computes each frame (particleProgram.ts). A new particle takes the place of the
 * oldest one.
 */
import { type Attribute, strideOf } from "./quadProgram.ts";
import { type Cut, Sprite } from "./sprite.ts";

export interface ParticleLook {
  frame: string;
  x: number;
  y: number;
  /** Seconds. */
  life: number;
  /**
   * Scale of the picture at the start and at the end; `stretch` multiplies it along the length of the
   * picture.
   */
  from: number;
  to: number;
  stretch?: number;
  /** Opacity at the start, 0…1; it falls to 0. */
  alpha: number;
  tint: number;
  /** Units a second. */
  vx?: number;
  vy?: number;
  /** Rate at which the speed decays, 1/s: after t seconds it is e^(−drag·t) of the speed at the start. */
  drag?: number;
  /** Rotation in radians, and spin in radians a second. */
  rotation?: number;
  spin?: number;
  /** Seconds before the particle appears. */
  delay?: number;
}

/**
 * The numbers of a particle. `born` and `life` are seconds; the extent is half of the picture's size at the
 * start and at the end, units; the colour has the opacity at the start.
 */
export const PARTICLE: readonly Attribute[] = [
  /** x, y, vx, vy */
  { name: "motion", is: "vec4" },
  /** born, life, drag, rotation */
  { name: "course", is: "vec4" },
  /** x and y at the start, x and y at the end */
  { name: "extent", is: "vec4" },
  { name: "spin", is: "float" },
  /** Upper left and lower right corner in the sheet. */
  { name: "cut", is: "shorts4" },
  { name: "colour", is: "bytes4" },
];
/** 32-bit words of a particle. */
export const PARTICLE_WORDS = strideOf(PARTICLE) / 4;
/** Where some of the attributes begin, words. */
const BORN = 4;
const EXTENT = 8;
const SPIN = 12;
const CUT = 13;
const COLOUR = 15;
/** Seconds after which the clock starts anew, because a float is exact to 0.1 ms only up to here. */
const ROUND = 512;

export class ParticleLayer {
  /** Most particles. */
  readonly limit: number;
  /** Whether the particles are blended additively, as light. */
  readonly isLight: boolean;
  /** `PARTICLE` of each particle. */
  readonly numbers: Float32Array<ArrayBuffer>;
  readonly #words: Int32Array;
  readonly #cuts: Cut[] = [];
  /** Births so far: the next particle gets the place `written` modulo `limit`. */
  written = 0;
  /** Seconds. */
  clock = 0;
  /** When the last particle ends, seconds. */
  #ends = 0;

  constructor(limit: number, isLight: boolean) {
    this.limit = limit;
    this.isLight = isLight;
    this.numbers = new Float32Array(limit * PARTICLE_WORDS);
    this.#words = new Int32Array(this.numbers.buffer);
  }

  /** Whether any particle is to be drawn. */
  get isAlive(): boolean {
    return this.clock < this.#ends;
  }

  /** The picture that all particles are in. */
  get sheet(): Cut["sheet"] {
    return this.#cuts[0]!.sheet;
  }

  add(look: ParticleLook, cut: Cut): void {
    const { numbers } = this;
    const words = this.#words;
    const index = this.written % this.limit;
    const at = index * PARTICLE_WORDS;
    const born = this.clock + (look.delay ?? 0);
    const { from, to, life, tint } = look;
    const wide = (cut.width * (look.stretch ?? 1)) / 2;
    const high = cut.height / 2;
    numbers[at] = look.x;
    numbers[at + 1] = look.y;
    numbers[at + 2] = look.vx ?? 0;
    numbers[at + 3] = look.vy ?? 0;
    numbers[at + BORN] = born;
    numbers[at + 5] = life;
    numbers[at + 6] = look.drag ?? 0;
    numbers[at + 7] = look.rotation ?? 0;
    numbers[at + EXTENT] = from * wide;
    numbers[at + EXTENT + 1] = from * high;
    numbers[at + EXTENT + 2] = to * wide;
    numbers[at + EXTENT + 3] = to * high;
    numbers[at + SPIN] = look.spin ?? 0;
    words[at + CUT] = cut.from;
    words[at + CUT + 1] = cut.to;
    words[at + COLOUR] =
      ((look.alpha * 255) << 24) | ((tint & 255) << 16) | (tint & 0xff00) | ((tint >> 16) & 255);
    this.#cuts[index] = cut;
    this.written++;
    this.#ends = Math.max(this.#ends, born + life);
  }

  /** @param seconds since the last call */
  advance(seconds: number): void {
    this.clock += seconds;
    if (this.clock < ROUND) return;
    this.clock -= ROUND;
    this.#ends -= ROUND;
    for (let at = BORN; at < this.numbers.length; at += PARTICLE_WORDS) this.numbers[at]! -= ROUND;
    this.written += this.limit;
  }

  clear(): void {
    this.numbers.fill(0);
    this.written += this.limit;
    this.#ends = 0;
  }

  /**
   * The living particles as sprites, as they are now, for a browser without WebGL; the sprite is used anew for
   * the next one.
   */
  get sprites(): Iterable<Sprite> {
    return this.#shown();
  }

  *#shown(): Iterable<Sprite> {
    const shown = this.isAlive
      ? new Sprite(this.#cuts[0]!).setVisible(true).setLight(this.isLight)
      : undefined;
    for (let index = 0; shown !== undefined && index < this.#cuts.length; index++)
      if (this.#show(index, shown)) yield shown;
  }

  /**
   * Computes what the vertex shader of particleProgram.ts does.
   * @returns false when the particle is not alive
   */
  #show(index: number, sprite: Sprite): boolean {
    const at = index * PARTICLE_WORDS;
    const [x, y, vx, vy, born, life, drag, rotation] = this.#read(at);
    const [fromX, fromY, toX, toY, spin] = this.#read(at + EXTENT);
    const age = Math.fround(this.clock) - born;
    if (age < 0 || age >= life) return false;
    const share = age / life;
    const way = drag > 0 ? (1 - Math.exp(-drag * age)) / drag : age;
    const grown = 1 - (1 - share) * (1 - share);
    const colour = this.#words[at + COLOUR]!;
    sprite.cut = this.#cuts[index]!;
    sprite
      .setPosition(x + vx * way, y + vy * way)
      .setRotation(rotation + spin * age)
      .setDisplaySize(2 * (fromX + (toX - fromX) * grown), 2 * (fromY + (toY - fromY) * grown))
      .setAlpha(((colour >>> 24) / 255) * (1 - share * share))
      .setTint(((colour & 255) << 16) | (colour & 0xff00) | ((colour >> 16) & 255));
    return true;
  }

  #read(at: number): Eight {
    return [...this.numbers.subarray(at, at + 8)] as Eight;
  }
}

type Eight = [number, number, number, number, number, number, number, number];
