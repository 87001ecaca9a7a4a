/**
 * Name and hull bar above remote ships. Their size is in CSS pixels, so that they are readable at any zoom.
 */
import type { Palette } from "../../../../client/browser/palettes.ts";
import { SHIP } from "../../shared/config.ts";
import { FX } from "./effectTextures.ts";
import type { Sprite } from "./sprites/sprite.ts";
import type { Stage } from "./stage.ts";

/** Size of the bar, CSS pixels. */
const WIDTH = 38;
const HEIGHT = 4;
/** Height of the bar above the middle of the ship, units. */
const ABOVE = 36;

export class ShipLabel {
  private readonly stage: Stage;
  private readonly text: Sprite;
  private readonly back: Sprite;
  private readonly fill: Sprite;

  constructor(stage: Stage, colour: number) {
    this.stage = stage;
    const { art, layers } = stage;
    this.text = art.add(layers.names, FX.pixel).setOrigin(0.5, 1).setTint(colour);
    this.back = art.add(layers.labels, FX.pixel).setTint(0x1b2436);
    this.fill = art.add(layers.labels, FX.pixel).setOrigin(0, 0.5);
  }

  /** @param now ms */
  show(x: number, y: number, name: string, hull: number, alpha: number, now: number): void {
    const { unit } = this.stage.camera;
    const bar = y - ABOVE;
    const share = Math.max(0, Math.min(1, hull / SHIP.hull));
    this.showName(name, now);
    this.text.setPosition(x, bar).setAlpha(alpha * 0.95);
    this.back
      .setVisible(true)
      .setPosition(x, bar)
      .setAlpha(alpha * 0.9)
      .setDisplaySize((WIDTH + 2) * unit, (HEIGHT + 2) * unit);
    this.fill
      .setVisible(share > 0)
      .setPosition(x - (WIDTH / 2) * unit, bar)
      .setAlpha(alpha)
      .setDisplaySize(WIDTH * share * unit, HEIGHT * unit)
      .setTint(hullColour(share, this.stage.look.palette));
  }

  hide(): void {
    this.text.setVisible(false);
    this.back.setVisible(false);
    this.fill.setVisible(false);
  }

  destroy(): void {
    this.stage.layers.labels.remove(this.back, this.fill);
    this.stage.layers.names.remove(this.text);
  }

  private showName(name: string, now: number): void {
    const { names, camera, look } = this.stage;
    this.text.setVisible(look.names);
    if (!look.names) return;
    const resolution = Math.ceil(camera.ratio * 1.5);
    const cut = names.find(name, resolution, now);
    this.text.setVisible(cut !== undefined);
    if (cut === undefined) return;
    this.text.cut = cut;
    this.text.setScale(camera.unit / resolution);
  }
}

function hullColour(share: number, { good, fair, poor }: Palette): number {
  return share > 0.6 ? good : share > 0.3 ? fair : poor;
}
