/** Computes the figures of the table from the records of screens and room. Pure functions. */

import { SHIP } from "../../games/skirmish/shared/config.ts";
import { TICK_MS } from "../../shared/tick.ts";
import type { Places } from "../support/drawnPlaces.ts";
import type { Screen } from "./player.ts";
import type { ShotTruth, Truth } from "./roomRecord.ts";

/** A ship that is nearer than this is in contact, units: the circles, and the error of prediction. */
const TOUCH = 2 * SHIP.radius + 12;
/** A correction within this number of ticks after a contact is attributed to it. */
const AFTER_TOUCH = 30;
/** Longest time of a shot from the trigger to its end, ticks: later ones are not counted yet. */
const SHOT_LIFE = 60;

export interface CorrectionFigures {
  /** Size at every patch, most of them 0, units. */
  all: number[];
  /** Those that moved the ship, units. */
  moved: number[];
  /** Those far from any other ship. */
  alone: number[];
  /** Patches without a correction. */
  still: number;
  minutes: number;
}

export function correctionFigures(screen: Screen, id: number, places: Places): CorrectionFigures {
  const moved = screen.corrections.map(({ size }) => size);
  const still = Math.max(0, screen.patches.length - moved.length);
  const alone = screen.corrections.filter(({ tick }) => !touched(id, tick, places)).map(({ size }) => size);
  const ticks = (screen.patches.at(-1) ?? 0) - (screen.patches[0] ?? 0);
  return {
    all: [...moved, ...new Array(still).fill(0)],
    moved,
    alone,
    still,
    minutes: (ticks * TICK_MS) / 60_000,
  };
}

function touched(id: number, tick: number, places: Places): boolean {
  for (let at = tick - AFTER_TOUCH; at <= tick; at++) {
    const ships = places.at(at);
    const own = ships?.get(id);
    if (ships === undefined || own === undefined) continue;
    for (const [other, { x, y }] of ships)
      if (other !== id && Math.hypot(x - own.x, y - own.y) < TOUCH) return true;
  }
  return false;
}

export interface HitFigures {
  /** Own bolts that met a ship on the screen, and those of them that the server stopped at the same ship. */
  met: number;
  confirmed: number;
  /** The outcome of the others on the server. */
  why: { refused: number; other: number; flewOn: number };
  /** Rewind of the shots, ticks. */
  depths: number[];
}

export function hitFigures(screen: Screen, id: number, { shots, from, moments }: Truth): HitFigures {
  const own = new Map<number, ShotTruth>();
  for (const shot of shots) if (shot.owner === id) own.set(shot.shot, shot);
  const found: HitFigures = {
    met: 0,
    confirmed: 0,
    why: { refused: 0, other: 0, flewOn: 0 },
    depths: [...own.values()].map(({ depth }) => depth),
  };
  const last = from + moments.length - SHOT_LIFE;
  for (const { shot, target, tick } of screen.met) {
    if (tick > last) continue;
    found.met++;
    const truth = own.get(shot);
    if (truth === undefined) found.why.refused++;
    else if (truth.stopped === undefined) found.why.flewOn++;
    else if (truth.target !== undefined && truth.target !== target) found.why.other++;
    else found.confirmed++;
  }
  return found;
}

/**
 * @returns ms from the end of a stall until the number of unacknowledged inputs is back at its usual value
 */
export function settleTime(pending: number[], stalledUntil: number, usual: number): number {
  for (let i = 0; i < pending.length; i += 2)
    if (pending[i]! >= stalledUntil && pending[i + 1]! <= usual) return pending[i]! - stalledUntil;
  return Number.POSITIVE_INFINITY;
}

/**
 * @returns the largest distance of the own ship between two frames beyond what it may fly in that time, units
 */
export function largestJump(own: number[]): number {
  let largest = 0;
  for (let i = 3; i < own.length; i += 3) {
    const passed = own[i]! - own[i - 3]!;
    if (passed > 100) continue;
    const moved = Math.hypot(own[i + 1]! - own[i - 2]!, own[i + 2]! - own[i - 1]!);
    largest = Math.max(largest, moved - (TOP_SPEED * passed) / 1000);
  }
  return largest;
}

const TOP_SPEED = (SHIP.thrust * SHIP.boostThrust) / SHIP.drag;
