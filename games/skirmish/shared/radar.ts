/**
 * Where ships are in a world too large to see: how many in each square. It goes to everybody, so each square is told
 * once a second and only when its number changed: some hundred bytes a second however many ships there are.
 */
import { TICK_RATE } from "../../../shared/tick.ts";
import { RADAR } from "./config.ts";

interface Watched {
  readonly tick: number;
  readonly settings: { readonly size: number };
  readonly ships: ReadonlyMap<string, { readonly x: number; readonly y: number; readonly alive: boolean }>;
}

/** Largest number a square can show. */
const MOST = 255;

/** @param shown the squares as they are shown. @returns living ships in each; undefined when it is not time to count */
export function radarOf({ tick, settings, ships }: Watched, shown: readonly number[]): number[] | undefined {
  const columns = Math.ceil(settings.size / RADAR.cell);
  const squares = columns * columns;
  // All of them once a second, so that one count of the ships serves them all.
  if (tick % TICK_RATE !== 0 && shown.length === squares) return undefined;
  const counts = new Array<number>(squares).fill(0);
  for (const { x, y, alive } of ships.values()) {
    const square = squareAt(y, columns) * columns + squareAt(x, columns);
    if (alive && counts[square]! < MOST) counts[square]!++;
  }
  return counts;
}

const squareAt = (at: number, columns: number): number =>
  Math.min(Math.max(Math.floor(at / RADAR.cell), 0), columns - 1);
