/** The explanation of a death: both screens over time, their camera, figures and verdict. */
import { TICK_MS } from "../../../../shared/tick.ts";
import type { BoltBirth } from "../../shared/bolt.ts";
import { type DeathReport, unpackPlace } from "../../shared/deathReport.ts";
import type { ArenaMap } from "../../shared/map.ts";
import type { Recording, ScreenFrame } from "../session/screenRecord.ts";
import type { Camera } from "./brush.ts";
import { type Facts, factsOf, recordingOf, SHIP_LENGTH } from "./facts.ts";
import { type TheirPicture, TheirScreen } from "./theirScreen.ts";
import { verdictOf } from "./verdict.ts";

/** Time before the hit that is shown, ms. */
export const LENGTH = 3000;
/** When the camera moves from both ships to the victim, ms before the hit. */
const CLOSE_UP = { from: 1000, to: 200 } as const;
/** The wide picture includes the place of the victim this long before the hit, ms. */
const RUN = 1400;
/** Largest and smallest scale, CSS pixels a unit. */
const SCALE = { wide: 0.6, close: 1, least: 0.14 } as const;
/** Margin around the contents of the wide and of the close picture, units. */
const MARGIN = { wide: 130, close: 105 } as const;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export class Explanation {
  readonly report: DeathReport;
  readonly map: ArenaMap;
  readonly life: Recording | undefined;
  readonly theirs: TheirScreen;
  readonly facts: Facts;
  readonly verdict: string;

  /** @param life the client's latest recording. @param map of the round */
  constructor(report: DeathReport, life: Recording | undefined, map: ArenaMap) {
    this.report = report;
    this.life = recordingOf(report, life);
    this.map = this.life?.map ?? map;
    const births: readonly BoltBirth[] = this.life?.births ?? [];
    this.theirs = new TheirScreen(report, this.map, births);
    this.facts = factsOf(report, this.theirs, this.life);
    this.verdict = verdictOf(this.facts);
  }

  /**
   * @param at ms; 0 is the hit, and earlier times are negative
   * @returns the recorded frame of this player's screen
   */
  yours(at: number): ScreenFrame | undefined {
    const { frames = [] } = this.life ?? {};
    let found = frames[0];
    for (const frame of frames) {
      if (frame.at > at) break;
      found = frame;
    }
    return found;
  }

  /** @param at ms; 0 is the hit on the shooter's screen */
  their(at: number): TheirPicture {
    return this.theirs.at(this.theirs.impact + at / TICK_MS);
  }

  /**
   * The camera of both pictures, which have the same one so that they can be compared.
   * @param width,height CSS pixels
   */
  camera(at: number, width: number, height: number): Camera {
    const { shooter, seen, actual } = this.their(0);
    const own = this.yours(0)?.own ?? actual;
    const bolt = this.report.bolts.at(-1)!;
    const origin = { x: unpackPlace(bolt.x), y: unpackPlace(bolt.y) };
    const earlier = [this.their(-RUN).seen, this.yours(-RUN)?.own ?? seen];
    const wide = cameraOver(
      boxOf([shooter, origin, seen, own, ...earlier]),
      MARGIN.wide,
      width,
      height,
      SCALE.wide,
    );
    const close = cameraOver(boxOf([seen, own, actual]), MARGIN.close, width, height, SCALE.close);
    const share = smooth((at + CLOSE_UP.from) / (CLOSE_UP.from - CLOSE_UP.to));
    return {
      x: wide.x + (close.x - wide.x) * share,
      y: wide.y + (close.y - wide.y) * share,
      scale: wide.scale * (close.scale / wide.scale) ** share,
    };
  }

  /** Everything as JSON, for developers; described in docs/netcode.md. */
  json(): string {
    const { facts, verdict, report, life } = this;
    const round = (value: number): number => Math.round(value * 10) / 10;
    const screen = life?.frames.map(({ at, drawn, newest, own, ships }) => ({
      at: Math.round(at),
      ...{ drawn: round(drawn), newest, x: round(own.x), y: round(own.y) },
      killer: ships.filter(({ id }) => id === report.killer.id).map(({ x, y }) => [round(x), round(y)])[0],
    }));
    return JSON.stringify({ verdict, shipLength: SHIP_LENGTH, facts, report, screen });
  }
}

function boxOf(places: readonly { x: number; y: number }[]): Box {
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  return {
    ...{ left: Math.min(...xs), top: Math.min(...ys) },
    ...{ right: Math.max(...xs), bottom: Math.max(...ys) },
  };
}

function cameraOver(
  { left, top, right, bottom }: Box,
  margin: number,
  width: number,
  height: number,
  most: number,
): Camera {
  const across = width / (right - left + 2 * margin);
  const down = height / (bottom - top + 2 * margin);
  return {
    ...{ x: (left + right) / 2, y: (top + bottom) / 2 },
    scale: Math.max(SCALE.least, Math.min(most, across, down)),
  };
}

function smooth(share: number): number {
  const t = Math.min(1, Math.max(0, share));
  return t * t * (3 - 2 * t);
}
