/** The visual effects of events. Places are in units, angles in radians. */
import type { SkirmishEvents } from "../session/skirmish.ts";
import { boltColour, boltLook } from "./boltTextures.ts";
import { anyTurn, Bursts, between, glowOf } from "./bursts.ts";
import { COLOUR, hueColour, mix } from "./colours.ts";
import { FX } from "./effectTextures.ts";
import type { Stage } from "./stage.ts";

/** Effects farther than this from the screen are not drawn, units. */
const NEAR = 200;

export class Effects {
  private readonly stage: Stage;
  private readonly bursts: Bursts;

  constructor(stage: Stage) {
    this.stage = stage;
    this.bursts = new Bursts(stage);
  }

  muzzle({ x, y, angle, weapon, mine }: SkirmishEvents["shot"]): void {
    if (!this.isNear(x, y)) return;
    const look = boltLook(weapon);
    const tint = boltColour(weapon, mine, this.stage.look.palette);
    const size = look.width / 2.5;
    this.bursts.flash(x, y, 26 * size, 0.09, mix(tint, COLOUR.white, 0.35));
    this.stage.sparks.add({
      frame: FX.spark,
      x: x + 10 * Math.cos(angle),
      y: y + 10 * Math.sin(angle),
      rotation: angle,
      life: 0.08,
      from: 1.1 * size,
      to: 0.5 * size,
      alpha: 0.9,
      tint,
    });
    for (let i = 0; i < 3 * size; i++)
      this.bursts.spark(x, y, angle + between(-0.45, 0.45), between(140, 340), 0.16, tint);
  }

  boltEnd({ x, y, angle, weapon, on }: SkirmishEvents["boltEnd"]): void {
    if (!this.isNear(x, y)) return;
    const heavy = boltLook(weapon).width > 4;
    if (on === "air") {
      this.bursts.flash(x, y, heavy ? 34 : 14, 0.16, COLOUR.ember);
      return;
    }
    const count = (on === "ship" ? 10 : 7) * (heavy ? 2 : 1);
    const back = angle + Math.PI;
    this.bursts.flash(x, y, (on === "ship" ? 36 : 26) * (heavy ? 1.7 : 1), 0.13, COLOUR.ember);
    for (let i = 0; i < count; i++)
      this.bursts.spark(
        x,
        y,
        back + between(-1.1, 1.1),
        between(90, heavy ? 520 : 340),
        between(0.18, 0.45),
        COLOUR.ember,
      );
    if (on === "rock") this.dust(x, y, back, heavy ? 7 : 3);
    else this.bursts.ring(x, y, 6, heavy ? 46 : 26, 0.22, COLOUR.ember, 0.5);
  }

  explosion({ x, y, hue }: SkirmishEvents["explosion"]): void {
    if (!this.isNear(x, y)) return;
    const paint = hueColour(hue);
    this.bursts.flash(x, y, 210, 0.3, COLOUR.ember);
    this.bursts.flash(x, y, 90, 0.22, COLOUR.white);
    this.stage.sparks.add({
      frame: FX.star,
      x,
      y,
      rotation: anyTurn(),
      life: 0.3,
      from: 2.4,
      to: 0.6,
      alpha: this.stage.look.dimmed ? 0.3 : 1,
      tint: 0xfff0d8,
    });
    this.bursts.ring(x, y, 14, 165, 0.55, COLOUR.ember, 0.9);
    this.bursts.ring(x, y, 8, 95, 0.7, paint, 0.8);
    this.fire(x, y);
    for (let i = 0; i < 30; i++)
      this.bursts.spark(x, y, anyTurn(), between(120, 620), between(0.35, 0.9), i % 3 ? COLOUR.ember : paint);
    for (let i = 0; i < 11; i++)
      this.bursts.shard(x, y, anyTurn(), between(50, 240), between(0.7, 1.5), mix(paint, 0x222831, 0.35));
  }

  /** A ship spawns: a ring of light contracts, then spreads. */
  spawn({ x, y, hue }: SkirmishEvents["spawn"]): void {
    if (!this.isNear(x, y)) return;
    const tint = hueColour(hue, 0.7);
    this.bursts.ring(x, y, 95, 14, 0.28, tint, 0.9);
    this.bursts.ring(x, y, 10, 110, 0.5, tint, 0.8, 0.24);
    this.bursts.flash(x, y, 80, 0.45, tint);
    for (let i = 0; i < 14; i++) {
      const turn = (i / 14) * Math.PI * 2;
      this.bursts.spark(x + 20 * Math.cos(turn), y + 20 * Math.sin(turn), turn, between(110, 200), 0.5, tint);
    }
  }

  pickup({ x, y }: SkirmishEvents["pickup"]): void {
    if (!this.isNear(x, y)) return;
    const { ore } = this.stage.look.palette;
    this.bursts.flash(x, y, 40, 0.25, ore);
    this.bursts.ring(x, y, 6, 34, 0.35, ore, 0.8);
    for (let i = 0; i < 9; i++)
      this.stage.sparks.add({
        frame: FX.star,
        x: x + between(-14, 14),
        y: y + between(-14, 14),
        rotation: between(0, 1),
        vy: between(-60, -15),
        life: between(0.3, 0.7),
        from: between(0.1, 0.24),
        to: 0.02,
        alpha: 1,
        tint: ore,
        delay: between(0, 0.12),
      });
  }

  /** A badly damaged hull smokes. */
  smoke(x: number, y: number): void {
    this.stage.trails.add({
      frame: FX.glow,
      x: x + between(-6, 6),
      y: y + between(-6, 6),
      vx: between(-25, 25),
      vy: between(-25, 25),
      life: 0.3,
      from: glowOf(9),
      to: glowOf(3),
      alpha: 0.8,
      tint: COLOUR.fire,
    });
    this.bursts.puff(x, y, between(8, 13), 0.9, COLOUR.smoke, 0.55, 20);
  }

  private fire(x: number, y: number): void {
    for (let i = 0; i < 9; i++)
      this.bursts.puff(x, y, between(20, 34), between(0.9, 1.5), COLOUR.smoke, 0.5, 90);
    for (let i = 0; i < 12; i++) {
      const [turn, speed] = [anyTurn(), between(20, 150)];
      this.stage.sparks.add({
        frame: FX.puff,
        x,
        y,
        vx: speed * Math.cos(turn),
        vy: speed * Math.sin(turn),
        drag: 3.2,
        rotation: anyTurn(),
        spin: between(-2, 2),
        life: between(0.3, 0.75),
        from: between(0.35, 0.6),
        to: between(0.7, 1.1),
        alpha: 0.75,
        tint: mix(COLOUR.fire, COLOUR.ember, Math.random()),
      });
    }
  }

  private dust(x: number, y: number, angle: number, count: number): void {
    for (let i = 0; i < count; i++)
      this.bursts.shard(
        x,
        y,
        angle + between(-1, 1),
        between(40, 150),
        between(0.35, 0.7),
        COLOUR.rock,
        0.45,
      );
    this.bursts.puff(x, y, 14, 0.5, COLOUR.rock, 0.22, 30);
  }

  private isNear(x: number, y: number): boolean {
    return this.stage.camera.sees(x, y, NEAR);
  }
}
