/** Name and hull bar above other ships. Their size is in CSS pixels, so they are readable at any zoom. */
import type * as Phaser from "phaser";
import { paletteInUse, showsNames } from "../../../../client/browser/look.ts";
import { SHIP } from "../../shared/config.ts";
import { addArt } from "./art.ts";
import { FX } from "./effectTextures.ts";
import type { Stage } from "./stage.ts";

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** Size of the bar, CSS pixels. */
const WIDTH = 38;
const HEIGHT = 4;
/** Space above and below the letters of a name, CSS pixels. */
const MARKS = 5;
/** Height of the bar above the middle of the ship, units. */
const ABOVE = 36;

export class ShipLabel {
  private readonly stage: Stage;
  private readonly text: Phaser.GameObjects.Text;
  private readonly back: Phaser.GameObjects.Image;
  private readonly fill: Phaser.GameObjects.Image;

  constructor(stage: Stage, colour: string) {
    this.stage = stage;
    this.text = stage.scene.add.text(0, 0, "", {
      fontFamily: FONT,
      fontSize: 13,
      fontStyle: "600",
      color: colour,
      stroke: "#04060d",
      strokeThickness: 3,
      // Marks of many scripts stand higher or lower than any Latin letter.
      padding: { y: MARKS },
      resolution: Math.ceil(stage.camera.ratio * 1.5),
    });
    this.text.setOrigin(0.5, 1);
    stage.layers.labels.add(this.text);
    this.back = addArt(stage.scene, stage.layers.labels, FX.pixel).setTint(0x1b2436);
    this.fill = addArt(stage.scene, stage.layers.labels, FX.pixel).setOrigin(0, 0.5);
  }

  show(x: number, y: number, name: string, hull: number, alpha: number): void {
    const unit = this.stage.camera.unit;
    const bar = y - ABOVE;
    const share = Math.max(0, Math.min(1, hull / SHIP.hull));
    if (this.text.text !== name) this.text.setText(name);
    this.text
      .setVisible(showsNames())
      .setPosition(x, bar - (5 - MARKS) * unit)
      .setScale(unit)
      .setAlpha(alpha * 0.95);
    this.back
      .setVisible(true)
      .setPosition(x, bar)
      .setAlpha(alpha * 0.9);
    this.back.setDisplaySize((WIDTH + 2) * unit, (HEIGHT + 2) * unit);
    this.fill
      .setVisible(share > 0)
      .setPosition(x - (WIDTH / 2) * unit, bar)
      .setAlpha(alpha);
    this.fill.setDisplaySize(WIDTH * share * unit, HEIGHT * unit).setTint(hullColour(share));
  }

  hide(): void {
    this.text.setVisible(false);
    this.back.setVisible(false);
    this.fill.setVisible(false);
  }

  destroy(): void {
    this.text.destroy();
    this.back.destroy();
    this.fill.destroy();
  }
}

function hullColour(share: number): number {
  const { good, fair, poor } = paletteInUse();
  return share > 0.6 ? good : share > 0.3 ? fair : poor;
}
