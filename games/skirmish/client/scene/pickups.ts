/** Draws ore as glowing crystals that turn slowly. */
import { ORE } from "../../shared/config.ts";
import type { ArenaState } from "../../shared/schema/state.ts";
import { FX, FX_DETAIL, GLOW_RADIUS } from "./effectTextures.ts";
import { ORE_RADIUS } from "./oreTextures.ts";
import type { Sprite } from "./sprites/sprite.ts";
import type { Stage } from "./stage.ts";

interface OreSprite {
  crystal: Sprite;
  glow: Sprite;
  /** Time of the first frame, ms. */
  born: number;
  /** Phase offset, so that neighbours do not turn and pulse in sync. */
  phase: number;
  seen: number;
}

/** Time in which a crystal appears, ms. */
const APPEAR = 350;
/** Radius of the glow, units. */
const GLOW = 46;

export class Pickups {
  private readonly stage: Stage;
  private readonly sprites = new Map<string, OreSprite>();
  private readonly spare: OreSprite[] = [];
  private frame = 0;
  private made = 0;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** @param now ms */
  update(pickups: ArenaState["pickups"], now: number): void {
    this.frame++;
    pickups.forEach((pickup, key) => {
      this.show(this.sprites.get(key) ?? this.create(key, now), pickup.x, pickup.y, now);
    });
    for (const [key, sprite] of this.sprites) if (sprite.seen !== this.frame) this.retire(key, sprite);
  }

  clear(): void {
    for (const [key, sprite] of this.sprites) this.retire(key, sprite);
  }

  private show(sprite: OreSprite, x: number, y: number, now: number): void {
    sprite.seen = this.frame;
    const shown = this.stage.camera.sees(x, y, GLOW);
    sprite.crystal.setVisible(shown);
    sprite.glow.setVisible(shown);
    if (!shown) return;
    const there = Math.min(1, (now - sprite.born) / APPEAR);
    const pulse = Math.sin(now * 0.003 + sprite.phase);
    const size = ((ORE.radius / ORE_RADIUS) * (0.4 + 0.6 * there) * (1 + 0.05 * pulse)) / FX_DETAIL;
    const turn = sprite.phase + now * 0.0006 * (sprite.phase % 2 < 1 ? 1 : -1);
    sprite.crystal.setPosition(x, y).setRotation(turn).setScale(size).setAlpha(there);
    sprite.glow
      .setPosition(x, y)
      .setAlpha(there * (0.42 + 0.14 * pulse))
      .setTint(this.stage.look.palette.ore);
  }

  private create(key: string, now: number): OreSprite {
    const sprite = this.spare.pop() ?? this.build();
    sprite.born = now;
    this.sprites.set(key, sprite);
    return sprite;
  }

  private build(): OreSprite {
    const { art, layers } = this.stage;
    const glow = art.add(layers.pickups, FX.glow).setLight(true);
    glow.setScale(GLOW / GLOW_RADIUS / FX_DETAIL);
    const crystal = art.add(layers.pickups, `${FX.ore}${this.made % 3}`);
    return { crystal, glow, born: 0, phase: this.made++ * 1.7, seen: 0 };
  }

  private retire(key: string, sprite: OreSprite): void {
    sprite.crystal.setVisible(false);
    sprite.glow.setVisible(false);
    this.spare.push(sprite);
    this.sprites.delete(key);
  }
}
