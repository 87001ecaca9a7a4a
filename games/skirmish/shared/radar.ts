/**
 * The radar: the number of ships in each square of a world that is too large to see. Every client receives
 * it, so each square is sent at most once a second, and only if its number changed: some hundred bytes a
 * second, however many ships there are.
 */
import { TICK_RATE } from "../../../shared/tick.ts";
import { RADAR } from "./config.ts";

interface Watched {
  readonly tick: number;
  readonly settings: { readonly size: number };
  readonly ships: ReadonlyMap<string, { readonly x: number; readonly y: number; readonly alive: boolean }>;
}

/** Largest number that a square can show. */
const MOST = 255;

/**
 * @param shown the squares as sent last.
 * @returns living ships in each square; undefined when it is not time to count
 */
export function radarOf({ tick, settings, ships }: Watched, shown: readonly number[]): number[] | undefined {
  const columns = Math.ceil(settings.size / RADAR.cell);
  const squares = columns * columns;
  // All squares in the same tick of a second, so that one pass over the ships counts for all of them.
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
