/** Computes the figures of the table from the records of screens and room. Pure functions. */

import { SHIP } from "../../games/skirmish/shared/config.ts";
import { TICK_MS } from "../../shared/tick.ts";
import type { Screen } from "./player.ts";
import type { Places, ShotTruth, Truth } from "./roomRecord.ts";

/** A ship that is nearer than this is in contact, units: the circles, and the error of prediction. */
const TOUCH = 2 * SHIP.radius + 12;
/** A correction within this number of ticks after a contact is attributed to it. */
const AFTER_TOUCH = 30;
/** A slower ship does not count as moving, units a tick. */
const MOVES = 1;
/** Longest time of a shot from the trigger to its end, ticks: later ones are not counted yet. */
const SHOT_LIFE = 60;

export interface RemoteFigures {
  /** Distance of the drawn place from the true one at the drawn time, units. */
  errors: number[];
  /** Frames of moving ships, and those of them in which the drawing stood still. */
  moving: number;
  held: number;
  /** Age of the drawn state, ms. */
  ages: number[];
}

export function remoteFigures(screen: Screen, truth: Truth, places: Places): RemoteFigures {
  const found: RemoteFigures = { errors: [], moving: 0, held: 0, ages: [] };
  const last = new Map<number, { at: number; tick: number; x: number; y: number }>();
  const { others } = screen;
  for (let i = 0; i < others.length; i += 5) {
    const [at, tick, id, x, y] = others.slice(i, i + 5) as [number, number, number, number, number];
    const before = last.get(id);
    last.set(id, { at, tick, x, y });
    const true_ = places.place(id, tick);
    if (true_ === undefined) continue;
    found.errors.push(Math.hypot(x - true_.x, y - true_.y));
    if (before === undefined || at - before.at > 3 * TICK_MS) continue;
    // Elapsed time, not the drawn clock: a stalled clock must not make ships count as standing.
    const passed = (at - before.at) / TICK_MS;
    const from = places.place(id, before.tick);
    const to = places.place(id, before.tick + passed);
    if (from === undefined || to === undefined) continue;
    const moved = Math.hypot(to.x - from.x, to.y - from.y);
    if (moved < MOVES * passed) continue;
    found.moving++;
    if (Math.hypot(x - before.x, y - before.y) < moved / 20) found.held++;
  }
  let seen = -1;
  for (let i = 0; i < others.length; i += 5) {
    if (others[i] === seen) continue;
    seen = others[i]!;
    const tick = others[i + 1]!;
    const moment = truth.moments[Math.floor(tick) - truth.from];
    if (moment === undefined) continue;
    found.ages.push(performance.timeOrigin + seen - moment.at - (tick % 1) * TICK_MS);
  }
  return found;
}

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
  /**
   * Own bolts that met a ship on the screen, and those of them that the server stopped at the same
   * ship.
   */
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
 * @returns ms from the end of a stall until the number of unacknowledged inputs is back at its
 * usual value
 */
export function settleTime(pending: number[], stalledUntil: number, usual: number): number {
  for (let i = 0; i < pending.length; i += 2)
    if (pending[i]! >= stalledUntil && pending[i + 1]! <= usual) return pending[i]! - stalledUntil;
  return Number.POSITIVE_INFINITY;
}

/**
 * @returns the largest distance of the own ship between two frames beyond what it may fly in that
 * time, units
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
