/** The pictures of the arena's floor and its border. */
import type * as Phaser from "phaser";
import { COLOUR, css } from "./colours.ts";

export const FLOOR = { grid: "grid", wall: "wall", outside: "outside" } as const;

/** Pixels a unit in these pictures. */
export const FLOOR_DETAIL = 2;
/** Side of a grid cell, units. A world whose side is a multiple of it ends at a line. */
const GRID_CELL = 120;
/** Length of the border's repeating piece and its width, units. */
const WALL_LENGTH = 120;
export const WALL_WIDTH = 96;
/** Side of the outside's repeating piece, units. */
export const HATCH = 48;

export function paintFloor(textures: Phaser.Textures.TextureManager): void {
  paint(textures, FLOOR.grid, GRID_CELL, GRID_CELL, paintGrid);
  paint(textures, FLOOR.wall, WALL_LENGTH, WALL_WIDTH, paintWall);
  paint(textures, FLOOR.outside, HATCH, HATCH, paintHatch);
}

function paint(
  textures: Phaser.Textures.TextureManager,
  key: string,
  width: number,
  height: number,
  draw: (context: CanvasRenderingContext2D) => void,
): void {
  const texture = textures.createCanvas(key, width * FLOOR_DETAIL, height * FLOOR_DETAIL);
  if (!texture) return;
  texture.context.scale(FLOOR_DETAIL, FLOOR_DETAIL);
  draw(texture.context);
  texture.refresh();
}

/** Lines along two sides, brighter where they cross. */
function paintGrid(context: CanvasRenderingContext2D): void {
  context.fillStyle = css(COLOUR.grid, 0.085);
  context.fillRect(0, 0, GRID_CELL, 1.2);
  context.fillRect(0, 1.2, 1.2, GRID_CELL - 1.2);
  context.fillStyle = css(COLOUR.grid, 0.22);
  for (const near of [0, GRID_CELL - 5]) {
    context.fillRect(near, 0, near === 0 ? 6.2 : 5, 1.2);
    context.fillRect(0, near, 1.2, near === 0 ? 6.2 : 5);
  }
}

/** A glowing beam along the middle, with a post in each piece. The arena is below it. */
function paintWall(context: CanvasRenderingContext2D): void {
  const middle = WALL_WIDTH / 2;
  const glow = context.createLinearGradient(0, 0, 0, WALL_WIDTH);
  for (const [at, alpha] of [
    [0, 0],
    [0.3, 0.05],
    [0.46, 0.3],
    [0.5, 0.75],
    [0.54, 0.36],
    [0.72, 0.1],
    [1, 0],
  ] as const)
    glow.addColorStop(at, css(COLOUR.wall, alpha));
  context.fillStyle = glow;
  context.fillRect(0, 0, WALL_LENGTH, WALL_WIDTH);
  context.fillStyle = css(0xe2f6ff, 0.95);
  context.fillRect(0, middle - 1.5, WALL_LENGTH, 3);
  paintPost(context, middle);
}

function paintPost(context: CanvasRenderingContext2D, middle: number): void {
  const half = WALL_LENGTH / 2;
  context.fillStyle = "#0b1626";
  context.fillRect(half - 13, middle - 9, 26, 11);
  context.strokeStyle = css(COLOUR.wall, 0.8);
  context.lineWidth = 1.2;
  context.strokeRect(half - 13, middle - 9, 26, 11);
  context.fillStyle = css(0xe2f6ff, 0.9);
  context.fillRect(half - 8, middle - 4.5, 16, 2);
}

function paintHatch(context: CanvasRenderingContext2D): void {
  context.fillStyle = css(0x010206, 0.78);
  context.fillRect(0, 0, HATCH, HATCH);
  context.strokeStyle = css(0xff4d5e, 0.075);
  context.lineWidth = 9;
  for (const shift of [-HATCH, 0, HATCH]) {
    context.beginPath();
    context.moveTo(shift - 10, HATCH + 10);
    context.lineTo(shift + HATCH + 10, -10);
    context.stroke();
  }
}
