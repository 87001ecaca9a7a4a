/** Draws bolts in flight. */
import type { DrawnBolt } from "../session/bolts.ts";
import { BOLT_DETAIL, BOLT_TIP, boltFrame, boltLook } from "./boltTextures.ts";
import type { Sprite } from "./sprites/sprite.ts";
import type { Stage } from "./stage.ts";

interface BoltSprite {
  image: Sprite;
  /** First drawn place, units: the tail must not reach back beyond the muzzle. */
  x: number;
  y: number;
  seen: number;
}

/** Share of its length at which a bolt is first drawn. */
const STUB = 0.3;

export class Bolts {
  private readonly stage: Stage;
  private readonly sprites = new Map<string, BoltSprite>();
  private readonly spare: Sprite[] = [];
  private frame = 0;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  update(bolts: Iterable<DrawnBolt>): void {
    this.frame++;
    for (const bolt of bolts) this.show(bolt, this.sprites.get(bolt.key) ?? this.create(bolt));
    for (const [key, sprite] of this.sprites) if (sprite.seen !== this.frame) this.retire(key, sprite);
  }

  clear(): void {
    this.update([]);
  }

  private show(bolt: DrawnBolt, sprite: BoltSprite): void {
    const { length } = boltLook(bolt.weapon);
    const flown = Math.hypot(bolt.x - sprite.x, bolt.y - sprite.y);
    const grown = Math.min(1, STUB + flown / length);
    sprite.seen = this.frame;
    sprite.image
      .setVisible(this.stage.camera.sees(bolt.x, bolt.y, length))
      .setPosition(bolt.x, bolt.y)
      .setRotation(bolt.angle)
      .setScale(grown / BOLT_DETAIL, 1 / BOLT_DETAIL)
      .setAlpha(bolt.fade);
  }

  private create(bolt: DrawnBolt): BoltSprite {
    const { art, layers, look } = this.stage;
    const { length } = boltLook(bolt.weapon);
    const frame = boltFrame(bolt.weapon, bolt.mine, look.palette);
    const image = this.spare.pop() ?? art.add(layers.bolts, frame).setLight(true);
    art.show(image, frame).setOrigin(length / (length + BOLT_TIP), 0.5);
    const sprite = { image, x: bolt.x, y: bolt.y, seen: this.frame };
    this.sprites.set(bolt.key, sprite);
    return sprite;
  }

  private retire(key: string, sprite: BoltSprite): void {
    sprite.image.setVisible(false);
    this.spare.push(sprite.image);
    this.sprites.delete(key);
  }
}
