/** The figures of a death as rows of text. */
import { forms } from "../../../../client/strings/language.ts";
import { words } from "../strings/index.ts";
import type { Facts } from "./facts.ts";
import { lengths } from "./verdict.ts";

const { why } = words;
const ms = (value: number | undefined): string =>
  value === undefined ? why.notMeasured : `${forms.number(value)} ms`;

function pictureOf({ isPilot, outlier, claimed }: Facts): string {
  if (isPilot) return why.ownPicture;
  return outlier === "future" ? why.notBelieved : why.old(ms(claimed));
}

export function figuresOf(facts: Facts): [label: string, value: string][] {
  const { isPilot, screen, others, ticksBack, ticksLimit } = facts;
  const rows: [string, string][] = [[why.yourRtt, ms(facts.yourRtt)]];
  if (!isPilot) rows.push([why.theirRtt, ms(facts.theirRtt)]);
  rows.push([why.theirPicture, pictureOf(facts)]);
  rows.push([why.wentBack, why.ticksOf(forms.number(ticksBack, 1, 1), ticksLimit)]);
  if (screen !== undefined) {
    rows.push([why.fromHit, lengths(screen.apart)]);
    rows.push([why.youWere, why.before(ms(screen.ago))]);
  }
  rows.push([why.theirShots, why.hits(facts.hits, facts.damage)]);
  if (others.hits > 0) rows.push([why.otherShots, why.hits(others.hits, others.damage)]);
  return rows;
}
