/** Hit marks: a small X on a ship that this player has hit, moving with the ship. */
import { FX, FX_DETAIL } from "./effectTextures.ts";
import type { Ships } from "./ships.ts";
import type { Sprite } from "./sprites/sprite.ts";
import type { Stage } from "./stage.ts";

/** Lifetime of a mark, ms. */
const LIFE = 240;
/** Damage from which a hit has the mark of a heavy hit, hull points. */
const HEAVY = 30;

interface Mark {
  image: Sprite;
  target: string;
  /** Time of the first frame, ms; undefined before it. */
  born: number | undefined;
  size: number;
}

export class HitMarks {
  private readonly stage: Stage;
  private readonly ships: Ships;
  private marks: Mark[] = [];
  private readonly spare: Sprite[] = [];

  constructor(stage: Stage, ships: Ships) {
    this.stage = stage;
    this.ships = ships;
  }

  add(target: string, damage: number): void {
    const image = this.spare.pop() ?? this.stage.art.add(this.stage.layers.labels, FX.hitMark);
    image.setTint(damage >= HEAVY ? 0xff5d6c : 0xffffff);
    this.marks.push({ image, target, born: undefined, size: damage >= HEAVY ? 1.5 : 1.1 });
  }

  update(now: number): void {
    for (const mark of this.marks) this.show(mark, now);
    this.marks = this.marks.filter((mark) => !this.isOver(mark, now));
  }

  clear(): void {
    this.update(Number.POSITIVE_INFINITY);
  }

  private show(mark: Mark, now: number): void {
    mark.born ??= now;
    const share = (now - mark.born) / LIFE;
    const ship = this.ships.find(mark.target);
    mark.image.setVisible(ship !== undefined && share < 1);
    if (!ship || share >= 1) return;
    mark.image
      .setPosition(ship.x, ship.y)
      .setScale((this.stage.camera.unit * mark.size * (1.35 - 0.35 * Math.min(1, share * 3))) / FX_DETAIL)
      .setAlpha(1 - share * share);
  }

  private isOver(mark: Mark, now: number): boolean {
    if (mark.born === undefined || now - mark.born < LIFE) return false;
    mark.image.setVisible(false);
    this.spare.push(mark.image);
    return true;
  }
}
