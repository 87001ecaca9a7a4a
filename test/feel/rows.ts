/** The table: each figure with its target. */
import { TICK_MS } from "../../shared/tick.ts";
import type { Feel } from "./measure.ts";

export interface Row {
  name: string;
  how: string;
  figure: number;
  /** The figure with its unit. */
  shown: string;
  aim: string;
  met: boolean;
}

/** Factor by which a figure may exceed its target. 1: the targets themselves; more on a busy machine. */
export type Margin = number;

/** Drawn frames here come every 1/60 s. */
const FRAME_MS = 1000 / 60;
/** Allowed work of a join besides its round trips, ms: matchmaking and first state of a real server. */
const JOIN_WORK = 50;

export function rowsOf(feel: Feel, net: string, margin: Margin): Row[] {
  const clean = net === "clean";
  const atMost = (
    name: string,
    how: string,
    figure: number,
    unit: string,
    digits: number,
    aim: number,
  ): Row => ({
    name,
    how,
    figure,
    shown: `${figure.toFixed(digits)} ${unit}`,
    aim: `≤ ${Number((aim * margin).toFixed(1))} ${unit}`,
    met: figure <= aim * margin,
  });
  const percent = (value: number) => value * 100;
  const agreement = clean ? 99 : 95;
  const least = 100 - (100 - agreement) * margin;
  const { corrections, alone, ownMotionMs, settleMs, remoteError, joinMs, backMs, jumps } = feel;
  return [
    atMost("input to own motion", "p99", ownMotionMs.p99, "ms", 0, TICK_MS + FRAME_MS + 1),
    atMost("own corrections in a fight", "p99 of all patches", corrections.p99, "units", 2, 2),
    atMost("… without contact", "p99 of all patches", alone.p99, "units", 2, 0.5),
    atMost("… without contact, how many", "a player and minute", feel.aloneAMinute, "", 2, 1),
    atMost("inputs back to median", "worst of stalls of 0.5 s", settleMs.max, "ms", 0, 2000),
    atMost("others' error", "p99, against the truth", remoteError.p99, "units", 2, clean ? 5 : 25),
    atMost("held frames", "of moving ships", percent(feel.heldShare), "%", 2, clean ? 0.1 : 2),
    {
      name: "hit agreement",
      how: `${feel.met} shots that met a ship on the screen`,
      figure: percent(feel.agreement),
      shown: `${percent(feel.agreement).toFixed(1)} %`,
      aim: `≥ ${Number(least.toFixed(1))} %`,
      met: percent(feel.agreement) >= least,
    },
    atMost("click to own ship", "p50", joinMs.p50, "ms", 0, 3 * feel.roundTripMs + JOIN_WORK),
    atMost("back after a 3 s cut", "p50 from the link's return", backMs.p50, "ms", 0, 500),
    atMost("… jump of the own ship", "p50 in a frame", jumps.p50, "units", 1, 25),
    atMost("down-link", `${feel.inSight} ships in sight`, feel.bytesDown / 1000, "kB/s", 1, 10),
  ];
}

/** Figures without a target that explain the others. */
export const notes = (feel: Feel): string =>
  [
    `others drawn ${feel.ageMs.p50.toFixed(0)} ms in the past`,
    `shots rewound p50 ${((feel.rewindTicks.p50 * TICK_MS) | 0).toFixed(0)} ms, p99 ${(feel.rewindTicks.p99 * TICK_MS).toFixed(0)} ms`,
    `${feel.pending.p50} inputs on the way`,
    `not confirmed: ${feel.why.flewOn} flew on, ${feel.why.other} hit somebody else, ${feel.why.refused} never fired`,
    `timers late p99 ${feel.lateMs.p99.toFixed(1)} ms`,
  ].join(" · ");
