/** Explains a death to a player in a sentence or two, from the figures alone. */
import { inSentence } from "../../../../client/shell/format.ts";
import { forms } from "../../../../client/strings/language.ts";
import { words } from "../strings/index.ts";
import { type Facts, type ScreenFacts, SHIP_LENGTH } from "./facts.ts";

/** Up to this distance from the place of the hit, both screens count as equal, ship lengths. */
const SAME = 0.75;
/** A rock counts as cover if it has covered the ship for at least this long, ms. */
const NOTICEABLE = 30;

const { why } = words;
const ms = (value: number): string => `${forms.number(value)} ms`;
export const lengths = (units: number): string => why.lengths(Math.round((units / SHIP_LENGTH) * 10) / 10);

export function verdictOf(facts: Facts): string {
  const { screen, isPilot, outlier } = facts;
  const killer = inSentence(facts.killer);
  if (screen !== undefined && screen.silent > 0) return why.silent(ms(screen.silent));
  if (isPilot) return byPilot(killer, screen);
  if (outlier !== undefined) return notAsSeen(killer, facts);
  if (screen === undefined) return why.judgedOnly(killer, ms(facts.judged));
  if (screen.covered >= NOTICEABLE)
    return why.covered(killer, ms(screen.covered), ms(screen.ago), ms(facts.judged), ms(facts.limit));
  if (screen.apart < SAME * SHIP_LENGTH) return why.same(lengths(screen.apart));
  const yours = Math.max(0, screen.ago - facts.judged);
  return why.apart(killer, lengths(screen.apart), ms(screen.ago), ms(facts.judged), ms(yours));
}

function byPilot(killer: string, screen: ScreenFacts | undefined): string {
  if (screen === undefined || screen.apart < SAME * SHIP_LENGTH) return why.pilot(killer);
  return `${why.pilot(killer)} ${why.ahead(ms(screen.ago), lengths(screen.apart))}`;
}

/** For a shot that the server did not judge by the shooter's picture. */
const notAsSeen = (killer: string, { outlier, claimed, judged, limit }: Facts): string =>
  outlier === "old" ? why.tooOld(killer, ms(claimed), ms(limit)) : why.tooNew(killer, ms(judged));
