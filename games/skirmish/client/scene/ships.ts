/** Draws all ships. */
import { LEADER_MARK, PARTY_MARK } from "../../../../shared/names.ts";
import type { DrawnShip } from "../session/skirmish.ts";
import type { Effects } from "./effects.ts";
import { ShipSprite } from "./shipSprite.ts";
import type { Stage } from "./stage.ts";

/** A ship smokes below these hull points; and the time between two puffs, ms. */
const BATTERED = 35;
const SMOKE_EVERY = 90;

/** Marks before the name of a ship: of a member of the own party, of the leader, of both. */
const PREFIXES = ["", `${PARTY_MARK} `, `${LEADER_MARK} `, `${LEADER_MARK} ${PARTY_MARK} `] as const;

export class Ships {
  private readonly stage: Stage;
  private readonly effects: Effects;
  private readonly sprites = new Map<string, ShipSprite>();
  private frame = 0;
  private smokedAt = 0;

  constructor(stage: Stage, effects: Effects) {
    this.stage = stage;
    this.effects = effects;
  }

  /**
   * @param party keys of the own party's members
   * @param leader id of the ship that leads the round; -1: none does
   * @param elapsed ms since the last frame
   */
  update(
    ships: Iterable<DrawnShip>,
    party: { has(key: string): boolean },
    leader: number,
    now: number,
    elapsed: number,
  ): void {
    this.frame++;
    for (const ship of ships) {
      const sprite = this.spriteOf(ship);
      sprite.seen = this.frame;
      sprite.show(
        ship,
        PREFIXES[Number(party.has(ship.key)) + 2 * Number(ship.id === leader)]!,
        now,
        elapsed,
      );
    }
    for (const [key, sprite] of this.sprites) if (sprite.seen !== this.frame) this.drop(key, sprite);
    if (now - this.smokedAt >= SMOKE_EVERY) this.smoke(now);
  }

  /** @returns the ship as it was last drawn; undefined outside the interest set */
  find(key: string): Readonly<Pick<ShipSprite, "x" | "y" | "alive">> | undefined {
    return this.sprites.get(key);
  }

  clear(): void {
    for (const [key, sprite] of this.sprites) this.drop(key, sprite);
  }

  private spriteOf(ship: DrawnShip): ShipSprite {
    const known = this.sprites.get(ship.key);
    const isSame = known?.id === ship.id && known.hue === ship.hue && known.mine === ship.mine;
    if (known && isSame && known.palette === this.stage.look.palette) return known;
    known?.destroy();
    const sprite = new ShipSprite(this.stage, ship);
    this.sprites.set(ship.key, sprite);
    return sprite;
  }

  private smoke(now: number): void {
    this.smokedAt = now;
    for (const { x, y, alive, hull } of this.sprites.values())
      if (alive && hull < BATTERED && this.stage.camera.sees(x, y, 40)) this.effects.smoke(x, y);
  }

  private drop(key: string, sprite: ShipSprite): void {
    sprite.destroy();
    this.sprites.delete(key);
  }
}
