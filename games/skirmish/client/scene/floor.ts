/** The floor of the arena: its grid, the glowing border, and the dark area outside. */
import type * as Phaser from "phaser";
import type { FollowCamera } from "./camera.ts";
import { FLOOR, FLOOR_DETAIL, HATCH, WALL_WIDTH } from "./floorTextures.ts";
import { sheetOf } from "./sprites/frames.ts";
import type { Sheet } from "./sprites/sprite.ts";
import type { Tile, TileLayer } from "./sprites/tiles.ts";

/**
 * Width of the area outside, units: more than a camera at the wall sees. A multiple of the texture, so that
 * its parts have no visible seams.
 */
const OUTSIDE = 46 * HATCH;

type Picture = keyof typeof FLOOR;

export class Floor {
  private readonly layer: TileLayer;
  private readonly sheets: { readonly [picture in Picture]: Sheet };
  private walls: Tile[] = [];
  /** Everything that is seen only near the border, with half of the size that it takes, units. */
  private border: { tile: Tile; wide: number; high: number }[] = [];

  constructor(textures: Phaser.Textures.TextureManager, layer: TileLayer) {
    this.layer = layer;
    const sheet = (picture: Picture): Sheet => sheetOf(textures, FLOOR[picture]);
    this.sheets = { grid: sheet("grid"), wall: sheet("wall"), outside: sheet("outside") };
  }

  /** @param size side of the world, units */
  build(size: number): void {
    this.clear();
    this.tile("grid", size / 2, size / 2, size, size);
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
    this.layer.tiles = [];
    this.walls = [];
    this.border = [];
  }

  /** Hides what is out of sight, and pulses the glow of the border. */
  update(camera: FollowCamera, now: number): void {
    for (const { tile, wide, high } of this.border) tile.visible = camera.sees(tile.x, tile.y, wide, high);
    const alpha = 0.86 + 0.14 * Math.sin(now * 0.0021);
    for (const wall of this.walls) wall.alpha = alpha;
  }

  private outside(x: number, y: number, width: number, height: number): void {
    const tile = this.tile("outside", x, y, width, height);
    this.border.push({ tile, wide: width / 2, high: height / 2 });
  }

  /** @param quarter turns of 90 degrees clockwise from the upper border */
  private wall(x: number, y: number, size: number, quarter: number): void {
    const tile = this.tile("wall", x, y, size, WALL_WIDTH);
    tile.rotation = (quarter * Math.PI) / 2;
    const [along, across] = [size / 2, WALL_WIDTH / 2];
    const isUpright = quarter % 2 === 1;
    this.border.push({ tile, wide: isUpright ? across : along, high: isUpright ? along : across });
    this.walls.push(tile);
  }

  private tile(picture: Picture, x: number, y: number, width: number, height: number): Tile {
    const sheet = this.sheets[picture];
    const pieceWidth = sheet.canvas.width / FLOOR_DETAIL;
    const pieceHeight = sheet.canvas.height / FLOOR_DETAIL;
    return this.layer.add({ sheet, pieceWidth, pieceHeight, x, y, width, height });
  }
}
