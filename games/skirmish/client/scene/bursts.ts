/** The building blocks of effects. Places and sizes are in units, angles in radians, lifetimes in seconds. */
import { FX, FX_DETAIL, GLOW_RADIUS, RING_RADIUS } from "./effectTextures.ts";
import type { Stage } from "./stage.ts";

const NATURAL = 1 / FX_DETAIL;
const ringOf = (radius: number): number => (radius / RING_RADIUS) * NATURAL;
/** @returns the scale at which the picture of the glow has this radius, units */
export const glowOf = (radius: number): number => (radius / GLOW_RADIUS) * NATURAL;

/** @returns a random number in [low, high); not deterministic, because effects are not simulated */
export const between = (low: number, high: number): number => low + (high - low) * Math.random();
export const anyTurn = (): number => Math.random() * Math.PI * 2;

/** Opacity of dimmed flashes. */
const DIMMED = 0.3;

export class Bursts {
  private readonly stage: Stage;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  flash(x: number, y: number, radius: number, life: number, tint: number): void {
    const alpha = this.stage.look.dimmed ? DIMMED : 1;
    this.stage.sparks.add({
      frame: FX.glow,
      x,
      y,
      life,
      from: glowOf(radius),
      to: glowOf(radius * 0.6),
      alpha,
      tint,
    });
  }

  ring(
    x: number,
    y: number,
    from: number,
    to: number,
    life: number,
    tint: number,
    alpha: number,
    delay = 0,
  ): void {
    this.stage.sparks.add({
      frame: FX.ring,
      x,
      y,
      life,
      from: ringOf(from),
      to: ringOf(to),
      alpha,
      tint,
      delay,
    });
  }

  spark(x: number, y: number, angle: number, speed: number, life: number, tint: number): void {
    this.stage.sparks.add({
      frame: FX.spark,
      x,
      y,
      rotation: angle,
      vx: speed * Math.cos(angle),
      vy: speed * Math.sin(angle),
      drag: 3,
      life,
      from: NATURAL * between(1, 1.7),
      to: NATURAL * 0.5,
      stretch: 0.5 + speed / 400,
      alpha: 1,
      tint,
    });
  }

  shard(x: number, y: number, angle: number, speed: number, life: number, tint: number, size = 1): void {
    this.stage.debris.add({
      frame: `${FX.shard}${Math.floor(Math.random() * 3)}`,
      x,
      y,
      rotation: anyTurn(),
      spin: between(-7, 7),
      vx: speed * Math.cos(angle),
      vy: speed * Math.sin(angle),
      drag: 0.9,
      life,
      from: NATURAL * size * between(0.7, 1.4),
      to: NATURAL * size * 0.5,
      alpha: 1,
      tint,
    });
  }

  puff(x: number, y: number, radius: number, life: number, tint: number, alpha: number, speed: number): void {
    const turn = anyTurn();
    this.stage.debris.add({
      frame: FX.puff,
      x,
      y,
      vx: speed * Math.cos(turn),
      vy: speed * Math.sin(turn),
      drag: 2,
      rotation: anyTurn(),
      spin: between(-1, 1),
      life,
      from: (radius / 32) * NATURAL,
      to: (radius / 32) * 2 * NATURAL,
      alpha,
      tint,
    });
  }
}
