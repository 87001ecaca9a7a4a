/** The rocks of a world. They follow from seed, size and count, so they are never sent. */
import { between, type Random, random, seeded } from "../../../shared/maths/random.ts";

export interface Rock {
  x: number;
  y: number;
  radius: number;
}

export interface ArenaMap {
  size: number;
  rocks: readonly Rock[];
  /**
   * Rocks that touch each square cell, row by row, one cell behind the other. Those of a cell are in the
   * order of `rocks`.
   */
  inCells: readonly Rock[];
  /** Where each cell starts in `inCells`, and where the last one ends. */
  starts: Int32Array;
  columns: number;
}

/** Side of a cell, units: larger than the radius of any rock, so that a ship looks into few cells. */
const CELL = 160;
/** Least gap between two rocks, units: two ships can pass each other. */
const GAP = 84;
/** Distance of rocks from the wall, units, so that no ship is trapped behind a rock. */
const MARGIN = 90;
/**
 * Tries for each rock: far more than reasonable settings need. A crowded map gets fewer rocks than `count`.
 */
const TRIES = 40;

/**
 * @param seed any uint32
 * @param size side of the world, units
 * @param count rocks to place; fewer when they do not fit
 */
export function createMap(seed: number, size: number, count: number): ArenaMap {
  const from = seeded(seed ^ 0x5eed);
  const rocks: Rock[] = [];
  for (let tries = count * TRIES; tries > 0 && rocks.length < count; tries--) {
    const rock = randomRock(from, size);
    if (rocks.every((other) => clear(rock, other, GAP))) rocks.push(rock);
  }
  return { size, rocks, ...intoCells(rocks, size) };
}

function randomRock(from: Random, size: number): Rock {
  // Many small rocks to fly between, and a few large ones to hide behind.
  const share = random(from);
  const radius = Math.round(34 + 82 * share * share);
  const edge = MARGIN + radius;
  return {
    x: Math.round(between(from, edge, size - edge)),
    y: Math.round(between(from, edge, size - edge)),
    radius,
  };
}

const clear = (a: Rock, b: Rock, gap: number): boolean => {
  const reach = a.radius + b.radius + gap;
  return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) >= reach * reach;
};

function intoCells(rocks: readonly Rock[], size: number): Omit<ArenaMap, "size" | "rocks"> {
  const columns = Math.ceil(size / CELL);
  const cells: Rock[][] = Array.from({ length: columns * columns }, () => []);
  for (const rock of rocks) {
    const [left, right] = [cellOf(rock.x - rock.radius, columns), cellOf(rock.x + rock.radius, columns)];
    const [top, bottom] = [cellOf(rock.y - rock.radius, columns), cellOf(rock.y + rock.radius, columns)];
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++) cells[row * columns + column]!.push(rock);
  }
  const starts = new Int32Array(cells.length + 1);
  for (const [i, cell] of cells.entries()) starts[i + 1] = starts[i]! + cell.length;
  return { inCells: cells.flat(), starts, columns };
}

function cellOf(at: number, columns: number): number {
  const cell = Math.floor(at / CELL);
  return cell < 0 ? 0 : cell >= columns ? columns - 1 : cell;
}

/** @returns a rock that overlaps the circle, the same one for the same circle; undefined when none does */
export function rockAt(
  { inCells, starts, columns }: ArenaMap,
  x: number,
  y: number,
  radius: number,
): Rock | undefined {
  const left = cellOf(x - radius, columns);
  const right = cellOf(x + radius, columns);
  const bottom = cellOf(y + radius, columns);
  for (let row = cellOf(y - radius, columns); row <= bottom; row++) {
    const end = starts[row * columns + right + 1]!;
    for (let at = starts[row * columns + left]!; at < end; at++) {
      const rock = inCells[at]!;
      const reach = rock.radius + radius;
      if ((x - rock.x) * (x - rock.x) + (y - rock.y) * (y - rock.y) < reach * reach) return rock;
    }
  }
  return undefined;
}

/**
 * Computes how far a circle flies along a unit direction before it meets a rock or the wall.
 * @returns units, at most `reach`; 0 when the circle starts inside a rock or the wall
 */
export function flightLength(
  map: ArenaMap,
  x: number,
  y: number,
  dx: number,
  dy: number,
  radius: number,
  reach: number,
): number {
  let length = wallDistance(map.size, x, y, dx, dy, reach);
  const [endX, endY] = [x + dx * length, y + dy * length];
  const [left, right] = [Math.min(x, endX) - radius, Math.max(x, endX) + radius];
  const [top, bottom] = [Math.min(y, endY) - radius, Math.max(y, endY) + radius];
  const { inCells, starts, columns } = map;
  const firstColumn = cellOf(left, columns);
  const lastColumn = cellOf(right, columns);
  const lastRow = cellOf(bottom, columns);
  for (let row = cellOf(top, columns); row <= lastRow; row++) {
    const end = starts[row * columns + lastColumn + 1]!;
    for (let at = starts[row * columns + firstColumn]!; at < end; at++)
      length = Math.min(length, distanceTo(inCells[at]!, x, y, dx, dy, radius));
  }
  return length;
}

/**
 * @returns how far a circle flies before it meets the rock, units; 0 inside the rock, Infinity when it never
 * meets it
 */
function distanceTo(rock: Rock, x: number, y: number, dx: number, dy: number, radius: number): number {
  const fx = x - rock.x;
  const fy = y - rock.y;
  const touch = rock.radius + radius;
  const outside = fx * fx + fy * fy - touch * touch;
  if (outside <= 0) return 0;
  const along = fx * dx + fy * dy;
  const discriminant = along * along - outside;
  return along >= 0 || discriminant < 0 ? Number.POSITIVE_INFINITY : -along - Math.sqrt(discriminant);
}

function wallDistance(size: number, x: number, y: number, dx: number, dy: number, reach: number): number {
  if (x <= 0 || y <= 0 || x >= size || y >= size) return 0;
  const toX = dx > 0 ? (size - x) / dx : dx < 0 ? -x / dx : reach;
  const toY = dy > 0 ? (size - y) / dy : dy < 0 ? -y / dy : reach;
  return Math.min(toX, toY, reach);
}
