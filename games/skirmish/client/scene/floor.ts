/** The floor of the arena: its grid, the glowing border, and the dark area outside. */
import * as Phaser from "phaser";
import type { FollowCamera } from "./camera.ts";
import { FLOOR, FLOOR_DETAIL, HATCH, WALL_WIDTH } from "./floorTextures.ts";

/**
 * Width of the area outside, units: more than a camera at the wall sees. A multiple of the texture, so that
 * its parts have no visible seams.
 */
const OUTSIDE = 46 * HATCH;

export class Floor {
  private readonly scene: Phaser.Scene;
  private readonly layer: Phaser.GameObjects.Layer;
  private walls: Phaser.GameObjects.TileSprite[] = [];
  /** Everything that is seen only near the border, with its place and half of its size, units. */
  private border: {
    tile: Phaser.GameObjects.TileSprite;
    x: number;
    y: number;
    wide: number;
    high: number;
  }[] = [];

  constructor(scene: Phaser.Scene, layer: Phaser.GameObjects.Layer) {
    this.scene = scene;
    this.layer = layer;
  }

  /** @param size side of the world, units */
  build(size: number): void {
    this.clear();
    this.tile(FLOOR.grid, size / 2, size / 2, size, size);
    const wide = size + 2 * OUTSIDE;
    this.outside(size / 2, -OUTSIDE / 2, wide, OUTSIDE);
    this.outside(size / 2, size + OUTSIDE / 2, wide, OUTSIDE);
    this.outside(-OUTSIDE / 2, size / 2, OUTSIDE, size);
    this.outside(size + OUTSIDE / 2, size / 2, OUTSIDE, size);
    this.wall(size / 2, 0, size, 0);
    this.wall(size, size / 2, size, 1);
    this.wall(size / 2, size, size, 2);
    this.wall(0, size / 2, size, 3);
  }

  clear(): void {
    this.layer.removeAll(true);
    this.walls = [];
    this.border = [];
  }

  /** Hides what is out of sight, and pulses the glow of the border. */
  update(camera: FollowCamera, now: number): void {
    for (const { tile, x, y, wide, high } of this.border) tile.setVisible(camera.sees(x, y, wide, high));
    const alpha = 0.86 + 0.14 * Math.sin(now * 0.0021);
    for (const wall of this.walls) wall.setAlpha(alpha);
  }

  private outside(x: number, y: number, width: number, height: number): void {
    const tile = this.tile(FLOOR.outside, x, y, width, height);
    this.border.push({ tile, x, y, wide: width / 2, high: height / 2 });
  }

  /** @param quarter turns of 90 degrees clockwise from the upper border */
  private wall(x: number, y: number, size: number, quarter: number): void {
    const tile = this.tile(FLOOR.wall, x, y, size, WALL_WIDTH);
    tile.setRotation((quarter * Math.PI) / 2).setBlendMode(Phaser.BlendModes.NORMAL);
    const [along, across] = [size / 2, WALL_WIDTH / 2];
    const isUpright = quarter % 2 === 1;
    this.border.push({ tile, x, y, wide: isUpright ? across : along, high: isUpright ? along : across });
    this.walls.push(tile);
  }

  private tile(
    key: string,
    x: number,
    y: number,
    width: number,
    height: number,
  ): Phaser.GameObjects.TileSprite {
    const tile = this.scene.add.tileSprite(x, y, width, height, key).setTileScale(1 / FLOOR_DETAIL);
    this.layer.add(tile);
    return tile;
  }
}
