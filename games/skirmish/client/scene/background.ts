/** The background: a nebula and two layers of stars, which move by parallax. */
import type * as Phaser from "phaser";
import type { FollowCamera } from "./camera.ts";
import type { Look } from "./look.ts";
import { SKY } from "./skyTextures.ts";
import { sheetOf } from "./sprites/frames.ts";
import type { Tile, TileLayer } from "./sprites/tiles.ts";

interface Plane {
  tile: Tile;
  /** Side of the texture, pixels. */
  side: number;
  /** Share of the camera's motion by which this plane moves. */
  parallax: number;
  /** CSS pixels a texture pixel. */
  grain: number;
}

/** Extra pixels at each side of the screen, because the camera shakes. */
const MARGIN = 48;

/** Opacity of the sky with high contrast. */
const FAINT = 0.3;

export class Background {
  private readonly planes: Plane[];
  private readonly look: Look;

  constructor(textures: Phaser.Textures.TextureManager, layer: TileLayer, look: Look) {
    this.look = look;
    const plane = (texture: string, parallax: number, grain: number): Plane => {
      const sheet = sheetOf(textures, texture);
      return { tile: layer.add({ sheet }), side: sheet.canvas.width, parallax, grain };
    };
    this.planes = [plane(SKY.nebula, 0.06, 3.2), plane(SKY.far, 0.14, 1), plane(SKY.near, 0.32, 1)];
  }

  /** Moves the planes with the camera. A star has the same size in pixels at any zoom. */
  update(camera: FollowCamera): void {
    const { glow } = this.look.budget;
    const width = (camera.widthPixels + 2 * MARGIN) / camera.zoom;
    const height = (camera.heightPixels + 2 * MARGIN) / camera.zoom;
    for (const [index, { tile, side, parallax, grain }] of this.planes.entries()) {
      tile.alpha = this.look.contrast ? FAINT : 1;
      tile.visible = glow || index === this.planes.length - 1;
      // Of one repeat, units.
      const piece = (side * grain * camera.ratio) / camera.zoom;
      tile.pieceWidth = tile.pieceHeight = piece;
      tile.x = camera.x;
      tile.y = camera.y;
      tile.width = width;
      tile.height = height;
      // Less than one repeat, because a shader has few digits.
      tile.u = ((camera.x * parallax - width / 2) / piece) % 1;
      tile.v = ((camera.y * parallax - height / 2) / piece) % 1;
    }
  }
}
