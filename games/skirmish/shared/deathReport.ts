/**
 * The answer to `why {}`: how the server judged the shot that destroyed the player's ship, with what it knows
 * of both sides. Places are quarter units, angles 1/256 turns; so the numbers are small, and cost a byte or
 * two each.
 */
import type { Path as RecordedPath } from "../../../shared/pathRing.ts";
import { ticks } from "../../../shared/tick.ts";
import type { BoltBirth } from "./bolt.ts";

/** How much of the time before a death a report shows. */
export const REPORT_TICKS = ticks(3);
/** Parts of a unit in which a report gives places. */
const PLACE = 4;
/** 1/65536 turns in 1/256 turns. */
const ANGLE = 256;

/** Numbers of consecutive ticks: the first one, then the difference of each to the one before. */
export type Differences = number[];

/** The places of a ship as the server had them, tick by tick. */
export interface ReportPath {
  /** Tick of the first place. */
  from: number;
  x: Differences;
  y: Differences;
  angle: Differences;
}

export interface ReportedShip {
  /** Session id; of a pilot, the key in the state. */
  key: string;
  /** `Ship.id`, by which bolts name their owner. */
  id: number;
  name: string;
  hue: number;
  /** ms, as the server measured it last; absent when it has none. */
  rtt?: number;
}

/** A bolt as it was fired, its place in quarter units. */
export interface ReportedBolt extends BoltBirth {
  /** Tick in which it hit. */
  hit: number;
  damage: number;
}

export interface DeathReport {
  /** Tick of the death. */
  tick: number;
  /** Part of that tick's flight after which the shot met the ship, 0…1. */
  part: number;
  victim: ReportedShip;
  /** `pilot`: the server flies it, so it has no screen. */
  killer: ReportedShip & { pilot: boolean };
  /** The hits of the killer on this ship in the time of the report, the deadly one last. */
  bolts: ReportedBolt[];
  /** Hits of others in that time, and their damage together. */
  others: { hits: number; damage: number };
  /** How far back the shot was judged: 1/16 ticks, and the most that is allowed. */
  judged: number;
  limit: number;
  /**
   * How far back its shooter's screen was by the shooter's client, 1/16 ticks. Other than `judged`: see
   * `outlier`.
   */
  claimed: number;
  /** Why the view time of the shot was not accepted as it was (SI11). */
  outlier?: "future" | "back" | "old";
  paths: {
    victim: ReportPath;
    /**
     * `behind`: how far back the shooter's screen was when it made the input that the server applied in that
     * tick, 1/16 ticks; −1: no input was applied.
     */
    killer: ReportPath & { behind: number[] };
  };
}

/** What a client is answered. */
export type WhyAnswer =
  | { report: DeathReport }
  /**
   * `alive`: the ship has not been destroyed yet. `moved`: it was, before the match moved here. `gone`: the
   * shooter has left, or nothing is known of it.
   */
  | { none: "alive" | "moved" | "gone" };

export function packPath({ from, x, y, angle }: RecordedPath): ReportPath {
  return {
    from,
    x: differences(x, PLACE),
    y: differences(y, PLACE),
    angle: differences(angle, 1 / ANGLE, 0x10000 / ANGLE),
  };
}

export const packPlace = (units: number): number => Math.round(units * PLACE);
export const unpackPlace = (packed: number): number => packed / PLACE;

/** @param round the numbers are angles: a turn is so many, and each difference is the short way */
function differences(values: readonly number[], scale: number, round = 0): Differences {
  let before = 0;
  return values.map((value, index) => {
    const whole = Math.round(value * scale);
    let difference = whole - before;
    if (round > 0 && index > 0) {
      if (difference > round / 2) difference -= round;
      else if (difference < -round / 2) difference += round;
    }
    before = whole;
    return difference;
  });
}

export interface Pose {
  x: number;
  y: number;
  /** Radians. */
  angle: number;
}

/** The places of a path, in units. */
export class UnpackedPath {
  readonly from: number;
  readonly #x: number[];
  readonly #y: number[];
  readonly #angle: number[];

  constructor({ from, x, y, angle }: ReportPath) {
    this.from = from;
    this.#x = sums(x, 1 / PLACE);
    this.#y = sums(y, 1 / PLACE);
    this.#angle = sums(angle, (2 * Math.PI) / (0x10000 / ANGLE));
  }

  get to(): number {
    return this.from + this.#x.length - 1;
  }

  /** @param tick with fractions; before and after the path, its ends */
  at(tick: number): Pose {
    const index = Math.min(Math.max(tick - this.from, 0), this.#x.length - 1);
    const before = Math.floor(index);
    const after = Math.min(before + 1, this.#x.length - 1);
    const part = index - before;
    const between = (of: number[]): number => of[before]! + (of[after]! - of[before]!) * part;
    return { x: between(this.#x), y: between(this.#y), angle: between(this.#angle) };
  }
}

function sums(values: readonly number[], scale: number): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum * scale;
  });
}
