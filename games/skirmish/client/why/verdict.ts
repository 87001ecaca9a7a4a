/** Explains a death to a player in a sentence or two. Everything in it follows from the figures. */
import { inSentence } from "../../../../client/shell/format.ts";
import { type Facts, type ScreenFacts, SHIP_LENGTH } from "./facts.ts";

/** Nearer than this to where the shot met the ship, both screens showed the same, ship lengths. */
const SAME = 0.75;
/** A rock that has covered a ship for less than this has hardly been seen to do so, ms. */
const SEEN = 30;

const ms = (value: number): string => `${Math.round(value)} ms`;
export const lengths = (units: number): string => {
  const count = (units / SHIP_LENGTH).toFixed(1);
  return `${count} ship length${count === "1.0" ? "" : "s"}`;
};

export function verdictOf(facts: Facts): string {
  const { screen, isPilot, outlier } = facts;
  if (screen !== undefined && screen.silent > 0)
    return `For ${ms(screen.silent)} nothing from the server reached you, so your screen could not show what happened.`;
  if (isPilot) return byPilot(facts);
  if (outlier !== undefined) return notAsSeen(facts);
  if (screen === undefined)
    return `${inSentence(facts.killer)}'s screen was ${ms(facts.judged)} behind, and the server judged the shot by it. What your own screen showed was not recorded.`;
  if (screen.covered >= SEEN) return covered(facts, screen);
  if (screen.apart < SAME * SHIP_LENGTH)
    return `Both screens showed nearly the same: the shot met you ${lengths(screen.apart)} from where you saw yourself.`;
  return apart(facts, screen);
}

function byPilot({ killer, screen }: Facts): string {
  const who = `${inSentence(killer)} is flown by the server, so nothing was rewound: the shot met you where you were.`;
  if (screen === undefined || screen.apart < SAME * SHIP_LENGTH) return who;
  return `${who} Your own screen shows you ${ms(screen.ago)} ahead, and you were ${lengths(screen.apart)} further on it.`;
}

/** The shot was not judged by what its shooter saw. */
function notAsSeen({ killer, outlier, claimed, judged, limit }: Facts): string {
  const who = `${inSentence(killer)}'s screen`;
  if (outlier === "old")
    return `${who} was ${ms(claimed)} behind. The server goes back at most ${ms(limit)}, so it judged the shot by where you were then, not by what they saw.`;
  return `${inSentence(killer)}'s client named a moment that cannot have been on its screen. The server judged the shot ${ms(judged)} back instead, at the nearest one that can.`;
}

function covered({ killer, judged, limit }: Facts, { covered, ago }: ScreenFacts): string {
  return `On your screen a rock had covered you for ${ms(covered)}. ${inSentence(killer)} hit you where you had been ${ms(ago)} earlier, in the open: their screen was ${ms(judged)} behind, and the server goes back at most ${ms(limit)}.`;
}

function apart({ killer, judged }: Facts, { apart, ago }: ScreenFacts): string {
  const yours = Math.max(0, ago - judged);
  return `On your screen you were already ${lengths(apart)} further. ${inSentence(killer)} saw you where you had been ${ms(ago)} before: ${ms(judged)} of that is their delay, ${ms(yours)} yours.`;
}
