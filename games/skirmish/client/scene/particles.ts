/** Particles: sparks, rings, smoke. In a pool of fixed size a new particle replaces the oldest one. */
import type { Look } from "./look.ts";
import type { Frames } from "./sprites/frames.ts";
import type { Sprite, SpriteLayer } from "./sprites/sprite.ts";

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
  /** Opacity at the start; it falls to 0. */
  alpha: number;
  tint: number;
  /** Units a second. */
  vx?: number;
  vy?: number;
  /** Share of the speed that is lost in a second. */
  drag?: number;
  /** Rotation in radians, and spin in radians a second. */
  rotation?: number;
  spin?: number;
  /** Seconds before the particle appears. */
  delay?: number;
}

interface Particle extends Required<Omit<ParticleLook, "frame" | "tint">> {
  image: Sprite;
  /** Seconds; the particle ends at `life`. */
  age: number;
}

export class Particles {
  private readonly pool: Particle[] = [];
  private next = 0;
  private due = 0;
  private readonly art: Frames;
  private readonly layer: SpriteLayer;
  private readonly limit: number;
  private readonly isLight: boolean;
  private readonly look: Look;

  constructor(art: Frames, layer: SpriteLayer, limit: number, isLight: boolean, look: Look) {
    this.art = art;
    this.layer = layer;
    this.limit = limit;
    this.isLight = isLight;
    this.look = look;
  }

  add(look: ParticleLook): void {
    if (!this.isDue()) return;
    const particle = this.take(look.frame);
    particle.x = look.x;
    particle.y = look.y;
    particle.life = look.life;
    particle.from = look.from;
    particle.to = look.to;
    particle.stretch = look.stretch ?? 1;
    particle.alpha = look.alpha;
    particle.vx = look.vx ?? 0;
    particle.vy = look.vy ?? 0;
    particle.drag = look.drag ?? 0;
    particle.rotation = look.rotation ?? 0;
    particle.spin = look.spin ?? 0;
    particle.delay = look.delay ?? 0;
    particle.age = 0;
    this.art.show(particle.image, look.frame).setTint(look.tint);
    this.show(particle);
  }

  /** @param seconds since the last call */
  update(seconds: number): void {
    for (const particle of this.pool) {
      if (particle.age >= particle.life) continue;
      if (particle.delay > 0) particle.delay -= seconds;
      else this.move(particle, seconds);
      this.show(particle);
    }
  }

  /** @returns whether the next particle is drawn; the level of graphics sets the share of drawn particles */
  private isDue(): boolean {
    this.due += this.look.budget.particles;
    if (this.due < 1) return false;
    this.due -= 1;
    return true;
  }

  clear(): void {
    for (const particle of this.pool) {
      particle.age = particle.life;
      particle.image.setVisible(false);
    }
  }

  private move(particle: Particle, seconds: number): void {
    const keep = Math.exp(-particle.drag * seconds);
    particle.age += seconds;
    particle.vx *= keep;
    particle.vy *= keep;
    particle.x += particle.vx * seconds;
    particle.y += particle.vy * seconds;
    particle.rotation += particle.spin * seconds;
  }

  private show(particle: Particle): void {
    const { image, age, life } = particle;
    const shown = age < life && particle.delay <= 0;
    image.setVisible(shown);
    if (!shown) return;
    const share = age / life;
    const size = particle.from + (particle.to - particle.from) * (1 - (1 - share) * (1 - share));
    image.setPosition(particle.x, particle.y).setRotation(particle.rotation);
    image.setScale(size * particle.stretch, size).setAlpha(particle.alpha * (1 - share * share));
  }

  /** @returns the next particle of the pool: a free one, or else the oldest one */
  private take(frame: string): Particle {
    const at = this.next;
    this.next = (at + 1) % this.limit;
    this.pool[at] ??= this.create(frame);
    return this.pool[at];
  }

  private create(frame: string): Particle {
    const image = this.art.add(this.layer, frame).setLight(this.isLight);
    const rest = { x: 0, y: 0, vx: 0, vy: 0, drag: 0, rotation: 0, spin: 0, delay: 0, stretch: 1 };
    return { image, ...rest, life: 0, age: 0, from: 1, to: 1, alpha: 1 };
  }
}
