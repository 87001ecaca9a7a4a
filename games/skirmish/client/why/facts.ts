/** The figures of a death, computed from the report and from the recording of the player's screen. */
import { REWIND } from "../../../../shared/limits.ts";
import { TICK_MS } from "../../../../shared/tick.ts";
import { SHIP } from "../../shared/config.ts";
import { type DeathReport, unpackPlace } from "../../shared/deathReport.ts";
import type { ArenaMap } from "../../shared/map.ts";
import type { Recording, ScreenFrame } from "../session/screenRecord.ts";
import type { TheirScreen } from "./theirScreen.ts";

/** Diameter of a ship's collision circle, units. */
export const SHIP_LENGTH = 2 * SHIP.radius;
/**
 * A longer time without a patch counts as a stall of the link, if it was within `RECENT` before the death. ms
 */
const STALL = 250;
const RECENT = 1200;
/** Least number of frames drawn during a stall of the link. */
const LEAST_FRAMES = 4;
/** When the ship was at the place of the hit is searched in the rewound time plus this much, ms. */
const REACH = 1000;
/**
 * A client knows the tick of a death only by the patch that contains it. This tick is at most so many ticks
 * later, because an overloaded room sends every other patch.
 */
export const PATCH_SKEW = 4;

export interface Facts {
  killer: string;
  /** Whether the server flies the killer. */
  isPilot: boolean;
  /** Round trips, ms; undefined when not measured. */
  yourRtt: number | undefined;
  theirRtt: number | undefined;
  /**
   * Age of the shooter's picture as its client reported it, how far the server has rewound, and its limit for
   * that, ms.
   */
  claimed: number;
  judged: number;
  limit: number;
  ticksBack: number;
  ticksLimit: number;
  outlier: DeathReport["outlier"];
  hits: number;
  damage: number;
  others: DeathReport["others"];
  /** Undefined when the screen was not recorded. */
  screen: ScreenFacts | undefined;
}

export interface ScreenFacts {
  /** Distance between the place of the hit and the last place of the ship on this screen, units. */
  apart: number;
  /** How long before its death the ship was at the place of the hit on this screen, ms. */
  ago: number;
  /**
   * How long a rock had been between the origin of the shot and the ship on this screen, ms; 0 when none was
   * at the end.
   */
  covered: number;
  /** Longest time without a patch shortly before the death, ms; 0 without a stall. */
  silent: number;
}

/** @returns the recording, if it belongs to the death of the report */
export const recordingOf = (report: DeathReport, life: Recording | undefined): Recording | undefined =>
  life !== undefined && life.frames.length > 1 && Math.abs(life.tick - report.tick) <= PATCH_SKEW
    ? life
    : undefined;

export function factsOf(report: DeathReport, theirs: TheirScreen, life: Recording | undefined): Facts {
  const { killer, victim, bolts, others, outlier } = report;
  const ms = (parts: number): number => (parts / REWIND.parts) * TICK_MS;
  return {
    killer: killer.name,
    isPilot: killer.pilot,
    yourRtt: victim.rtt,
    theirRtt: killer.rtt,
    claimed: ms(report.claimed),
    judged: ms(report.judged),
    limit: ms(report.limit),
    ticksBack: report.judged / REWIND.parts,
    ticksLimit: report.limit / REWIND.parts,
    outlier,
    hits: bolts.length,
    damage: bolts.reduce((sum, { damage }) => sum + damage, 0),
    others,
    screen: recordingOf(report, life) && screenFacts(report, theirs, life!),
  };
}

function screenFacts(
  { bolts, judged: judgedTicks }: DeathReport,
  { judged }: TheirScreen,
  { frames, map }: Recording,
): ScreenFacts {
  const { own } = frames.at(-1)!;
  const bolt = bolts.at(-1)!;
  const origin = { x: unpackPlace(bolt.x), y: unpackPlace(bolt.y) };
  let nearest = { at: 0, distance: Number.POSITIVE_INFINITY };
  for (const { at, own } of frames) {
    if (at < -REACH - (judgedTicks / REWIND.parts) * TICK_MS) continue;
    const distance = Math.hypot(own.x - judged.x, own.y - judged.y);
    if (distance <= nearest.distance) nearest = { at, distance };
  }
  let covered = 0;
  // Where a rock also covers the middle of the ship at the place of the hit, the shot has hit a part that
  // showed past the rock.
  const wasOpen = !isCovered(map, origin, judged);
  for (let i = frames.length - 1; i >= 0 && wasOpen && isCovered(map, origin, frames[i]!.own); i--)
    covered = Math.max(1, -frames[i]!.at);
  return {
    apart: Math.hypot(own.x - judged.x, own.y - judged.y),
    ago: -nearest.at,
    covered,
    silent: longestSilence(frames),
  };
}

/** @returns whether a rock lies on the straight line between two places */
export function isCovered(
  { rocks }: ArenaMap,
  from: { x: number; y: number },
  to: { x: number; y: number },
): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  return rocks.some(({ x, y, radius }) => {
    const along = square > 0 ? ((x - from.x) * dx + (y - from.y) * dy) / square : 0;
    const part = Math.min(1, Math.max(0, along));
    return Math.hypot(from.x + dx * part - x, from.y + dy * part - y) < radius;
  });
}

/**
 * A page that stood still has drawn no frames and read no patches meanwhile, which is not a stall of the
 * link.
 */
function longestSilence(frames: readonly ScreenFrame[]): number {
  let longest = 0;
  let since: ScreenFrame | undefined;
  let drawn = 0;
  for (const frame of frames) {
    if (since === undefined || frame.newest !== since.newest) {
      since = frame;
      drawn = 0;
    }
    drawn++;
    if (frame.at >= -RECENT && drawn > LEAST_FRAMES) longest = Math.max(longest, frame.at - since.at);
  }
  return longest >= STALL ? longest : 0;
}
