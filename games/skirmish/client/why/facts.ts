/** What a report and the player's own screen say together, in numbers. */
import { REWIND } from "../../../../shared/limits.ts";
import { TICK_MS } from "../../../../shared/tick.ts";
import { SHIP } from "../../shared/config.ts";
import { type DeathReport, unpackPlace } from "../../shared/deathReport.ts";
import type { ArenaMap } from "../../shared/map.ts";
import type { Recording, ScreenFrame } from "../session/screenRecord.ts";
import type { TheirScreen } from "./theirScreen.ts";

/** Diameter of the circle that shots meet, units. */
export const SHIP_LENGTH = 2 * SHIP.radius;
/** Patches that came later than this before the death count as a stall of the link, and within this time, ms. */
const STALL = 250;
const RECENT = 1200;
/** Frames that are drawn at least during a stall of the link. */
const LEAST_FRAMES = 4;
/** A ship that has been at a place twice was there in the time that the server went back, and this much more, ms. */
const REACH = 1000;
/**
 * A client knows the tick of a death only by the patch that contains it. This tick is at most so many ticks later, because an
 * overloaded room sends every other patch.
 */
export const PATCH_SKEW = 4;

export interface Facts {
  killer: string;
  /** The server flies the killer. */
  isPilot: boolean;
  /** Round trips, ms; undefined when not measured. */
  yourRtt: number | undefined;
  theirRtt: number | undefined;
  /** How old the shooter's picture was by its client, how far back the server went, and how far it goes at most, ms. */
  claimed: number;
  judged: number;
  limit: number;
  ticksBack: number;
  ticksLimit: number;
  outlier: DeathReport["outlier"];
  hits: number;
  damage: number;
  others: DeathReport["others"];
  /** What this player's screen showed; undefined when it was not recorded. */
  screen: ScreenFacts | undefined;
}

export interface ScreenFacts {
  /** Distance from where the shot met the ship to where the ship was on this screen in the end, units. */
  apart: number;
  /** How long ago the ship was on this screen where the shot met it, ms. */
  ago: number;
  /** How long a rock had been between the shot's origin and the ship on this screen, ms; 0: none was in the end. */
  covered: number;
  /** Longest time without a patch shortly before the death, ms; 0 unless it was a stall. */
  silent: number;
}

/** @returns the recording, if it is of the death that the report is about */
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
  // Who peeks past the edge of a rock is hit there, on both screens.
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

/** A page that stood still itself draws no frames meanwhile, and has heard nothing either: that is no stall of the link. */
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
