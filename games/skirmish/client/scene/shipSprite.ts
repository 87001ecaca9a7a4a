/** Draws one ship: hull, trim, flames, shield and label. */
import type { Palette } from "../../../../client/browser/palettes.ts";
import { markedName } from "../../../../shared/names.ts";
import { FLAG } from "../../shared/flags.ts";
import type { DrawnShip } from "../session/skirmish.ts";
import { hueColour, mix } from "./colours.ts";
import { FX, FX_DETAIL, GLOW_RADIUS } from "./effectTextures.ts";
import { ShipLabel } from "./shipLabel.ts";
import { SHIP_SHAPES, type ShipShape, shapeOf } from "./shipShapes.ts";
import { hullFrame, SHIP_DETAIL, SHIP_FRAMES, trimFrame } from "./shipTextures.ts";
import type { Sprite } from "./sprites/sprite.ts";
import type { Stage } from "./stage.ts";

const SIZE = 1 / SHIP_DETAIL;
/** Radius of the glow around a ship, units. */
const HALO = 58;
/** Duration of the flash after a hit, ms. */
const FLASH = 140;
/** Brightness of a dimmed flash, as a share of a full one. */
const DIMMED = 0.35;
/** Opacity of a ship whose player is away. */
const AWAY = 0.42;
/** Time in which shield and flames fade in or out, ms. */
const SHIELD_EASE = 160;
const ENGINE_EASE = 90;

export class ShipSprite {
  readonly id: number;
  readonly hue: number;
  readonly mine: boolean;
  /** The palette of its colours. */
  readonly palette: Palette;
  /** Last drawn place, units, for effects that move with the ship. */
  x = 0;
  y = 0;
  alive = false;
  hull = 0;
  seen = 0;
  private readonly stage: Stage;
  private readonly shape: ShipShape;
  private readonly colour: number;
  private readonly halo: Sprite;
  private readonly flames: Sprite[];
  private readonly body: Sprite;
  private readonly trim: Sprite;
  private readonly flash: Sprite;
  private readonly shield: Sprite;
  private readonly marker: Sprite | undefined;
  /** All of these. */
  private readonly parts: readonly Sprite[];
  private readonly label: ShipLabel | undefined;
  private hitAt = Number.NEGATIVE_INFINITY;
  private shielded = 0;
  private burning = 0;
  private boosting = 0;
  private named = "";
  private marks = -1;
  private prefix = "";
  private shownName = "";

  constructor(stage: Stage, ship: DrawnShip) {
    this.stage = stage;
    this.palette = stage.look.palette;
    this.id = ship.id;
    this.hue = ship.hue;
    this.mine = ship.mine;
    const number = shapeOf(ship.id);
    this.shape = SHIP_SHAPES[number]!;
    this.colour = ship.mine ? ownColour(ship.hue, this.palette) : hueColour(ship.hue);
    const add = (frame: string): Sprite => stage.art.add(stage.layers.ships, frame);
    const light = (frame: string): Sprite => add(frame).setLight(true);
    this.halo = light(FX.glow)
      .setTint(this.colour)
      .setScale(HALO / GLOW_RADIUS / FX_DETAIL);
    this.flames = (this.shape.engine[1] === 0 ? [0] : [0, 1]).map(() =>
      light(SHIP_FRAMES.flame).setOrigin(1, 0.5),
    );
    this.body = add(hullFrame(number)).setTint(this.colour).setScale(SIZE);
    this.trim = add(trimFrame(number)).setScale(SIZE);
    this.flash = light(hullFrame(number)).setScale(SIZE);
    this.shield = light(SHIP_FRAMES.shield).setScale(SIZE);
    this.marker = ship.mine
      ? light(SHIP_FRAMES.marker)
          .setTint(mix(this.palette.own, this.colour, 0.3))
          .setScale(SIZE)
      : undefined;
    this.parts = [this.halo, ...this.flames, this.body, this.trim, this.flash, this.shield];
    if (this.marker) this.parts = [...this.parts, this.marker];
    this.label = ship.mine ? undefined : new ShipLabel(stage, hueColour(ship.hue, 0.8));
  }

  /** @param prefix of the name: marks of its player @param elapsed ms since the last frame */
  show(ship: DrawnShip, prefix: string, now: number, elapsed: number): void {
    if (ship.alive && this.alive && ship.hull < this.hull) this.hitAt = now;
    this.x = ship.x;
    this.y = ship.y;
    this.alive = ship.alive;
    this.hull = ship.hull;
    if (!ship.alive || !this.stage.camera.sees(ship.x, ship.y, HALO)) {
      this.hide();
      return;
    }
    const away = (ship.flags & FLAG.away) !== 0;
    const alpha = ship.fade * (away ? AWAY : 1);
    this.showHull(ship, now, alpha);
    this.showFlames(ship, now, elapsed, alpha);
    this.showShield(ship, now, elapsed, ship.fade);
    this.label?.show(ship.x, ship.y, this.nameOf(ship, prefix, away), ship.hull, alpha, now);
  }

  hide(): void {
    for (const image of this.parts) image.setVisible(false);
    this.label?.hide();
  }

  destroy(): void {
    this.stage.layers.ships.remove(...this.parts);
    this.label?.destroy();
  }

  /** @returns text of the label; the string is cached until it changes */
  private nameOf({ name, flags }: DrawnShip, prefix: string, away: boolean): string {
    const marks = flags & (FLAG.bot | FLAG.away);
    if (this.named !== name || this.marks !== marks || this.prefix !== prefix) {
      this.named = name;
      this.prefix = prefix;
      this.marks = marks;
      const marked = prefix + markedName(name, (flags & FLAG.bot) !== 0);
      this.shownName = away ? `${marked} …` : marked;
    }
    return this.shownName;
  }

  private showHull(ship: DrawnShip, now: number, alpha: number): void {
    const { look } = this.stage;
    place(this.body, ship).setAlpha(alpha);
    place(this.trim, ship).setAlpha(alpha);
    place(this.halo, ship)
      .setVisible(look.budget.glow)
      .setAlpha(alpha * (ship.mine ? 0.42 : 0.28));
    const hit = Math.max(0, 1 - (now - this.hitAt) / FLASH);
    place(this.flash, ship)
      .setVisible(hit > 0)
      .setAlpha(hit * alpha * (look.dimmed ? DIMMED : 1));
    if (this.marker) place(this.marker, ship).setAlpha(0.85 * alpha);
  }

  private showFlames(ship: DrawnShip, now: number, elapsed: number, alpha: number): void {
    this.burning = ease(this.burning, (ship.flags & (FLAG.thrust | FLAG.boost)) !== 0, elapsed / ENGINE_EASE);
    this.boosting = ease(this.boosting, (ship.flags & FLAG.boost) !== 0, elapsed / ENGINE_EASE);
    if (this.burning <= 0.02) {
      for (const flame of this.flames) flame.setVisible(false);
      return;
    }
    const cos = Math.cos(ship.angle);
    const sin = Math.sin(ship.angle);
    const x = this.shape.engine[0] - 1;
    const width = (this.shape.nozzle / 4) * (0.85 + 0.3 * this.boosting);
    for (let index = 0; index < this.flames.length; index++) {
      const y = this.shape.engine[1] * (index === 0 ? 1 : -1);
      const flicker = 0.86 + 0.14 * Math.sin(now * 0.045 + index * 2 + ship.id) * Math.sin(now * 0.031);
      const length = this.burning * flicker * (0.72 + 0.75 * this.boosting);
      this.stage.art
        .show(this.flames[index]!, this.boosting > 0.5 ? SHIP_FRAMES.boost : SHIP_FRAMES.flame)
        .setVisible(true)
        .setPosition(ship.x + x * cos - y * sin, ship.y + x * sin + y * cos)
        .setRotation(ship.angle)
        .setScale(SIZE * length, SIZE * width)
        .setAlpha(alpha);
    }
  }

  private showShield(ship: DrawnShip, now: number, elapsed: number, alpha: number): void {
    this.shielded = ease(this.shielded, (ship.flags & FLAG.shield) !== 0, elapsed / SHIELD_EASE);
    const pulse = 0.8 + 0.2 * Math.sin(now * 0.008);
    this.shield
      .setVisible(this.shielded > 0.01)
      .setPosition(ship.x, ship.y)
      .setRotation(now * 0.0009)
      .setScale(SIZE * (1.25 - 0.25 * this.shielded))
      .setAlpha(this.shielded * pulse * alpha);
  }
}

/** Shows a part at the place and in the direction of the ship. */
const place = (part: Sprite, { x, y, angle }: DrawnShip): Sprite =>
  part.setVisible(true).setPosition(x, y).setRotation(angle);

/**
 * @returns colour of the own ship: of its hue, or in a palette with colours for pilots the one that no other
 * ship has
 */
const ownColour = (hue: number, { pilots, own }: Palette): number =>
  pilots === undefined ? hueColour(hue, 0.7, 1) : own;

/** @returns a share in [0, 1], moved towards 1 (on) or 0 (off) */
const ease = (share: number, on: boolean, step: number): number =>
  on ? Math.min(1, share + step) : Math.max(0, share - step);
