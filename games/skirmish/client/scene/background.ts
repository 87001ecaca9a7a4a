/** The background: a nebula and two layers of stars, which move by parallax. */
import type * as Phaser from "phaser";
import type { FollowCamera } from "./camera.ts";
import type { Look } from "./look.ts";
import { SKY } from "./skyTextures.ts";

interface Sheet {
  sprite: Phaser.GameObjects.TileSprite;
  /** Share of the camera's motion by which this sheet moves. */
  parallax: number;
  /** CSS pixels a texture pixel. */
  grain: number;
}

/** Extra pixels at each side of the screen, because the camera shakes. */
const MARGIN = 48;

/** Opacity of the sky with high contrast. */
const FAINT = 0.3;

export class Background {
  private readonly sheets: Sheet[];
  private readonly look: Look;

  constructor(scene: Phaser.Scene, layer: Phaser.GameObjects.Layer, look: Look) {
    this.look = look;
    const sheet = (texture: string, parallax: number, grain: number): Sheet => {
      const sprite = scene.add.tileSprite(0, 0, 16, 16, texture);
      layer.add(sprite);
      return { sprite, parallax, grain };
    };
    this.sheets = [sheet(SKY.nebula, 0.06, 3.2), sheet(SKY.far, 0.14, 1), sheet(SKY.near, 0.32, 1)];
  }

  /** Moves the sheets with the camera. Sizes are device pixels, so that stars remain points at any zoom. */
  update(camera: FollowCamera): void {
    const { glow } = this.look.budget;
    const alpha = this.look.contrast ? FAINT : 1;
    for (const [index, { sprite, parallax, grain }] of this.sheets.entries()) {
      sprite.setAlpha(alpha).setVisible(glow || index === this.sheets.length - 1);
      const scale = 1 / camera.zoom;
      sprite.setSize(camera.widthPixels + 2 * MARGIN, camera.heightPixels + 2 * MARGIN);
      sprite
        .setPosition(camera.x, camera.y)
        .setScale(scale)
        .setTileScale(grain * camera.ratio);
      const step = (parallax * camera.zoom) / (grain * camera.ratio);
      sprite.setTilePosition(
        camera.x * step - sprite.width / 2 / (grain * camera.ratio),
        camera.y * step - sprite.height / 2 / (grain * camera.ratio),
      );
    }
  }
}
