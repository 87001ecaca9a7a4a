/** The figures of a death in words, as rows of a list. */
import type { Facts } from "./facts.ts";
import { lengths } from "./verdict.ts";

const ms = (value: number | undefined): string =>
  value === undefined ? "not measured" : `${Math.round(value)} ms`;
const hits = (count: number, damage: number): string =>
  `${count} ${count === 1 ? "hit" : "hits"}, ${Math.round(damage)} damage`;

function pictureOf({ isPilot, outlier, claimed }: Facts): string {
  if (isPilot) return "the server's own";
  return outlier === "future" ? "not believed" : `${ms(claimed)} old`;
}

export function figuresOf(facts: Facts): [label: string, value: string][] {
  const { isPilot, screen, others, ticksBack, ticksLimit } = facts;
  const rows: [string, string][] = [["Your round trip", ms(facts.yourRtt)]];
  if (!isPilot) rows.push(["Their round trip", ms(facts.theirRtt)]);
  rows.push(["Their picture of you", pictureOf(facts)]);
  rows.push(["The server went back", `${ticksBack.toFixed(1)} of ${ticksLimit} ticks`]);
  if (screen !== undefined) {
    rows.push(["From the hit to you", lengths(screen.apart)]);
    rows.push(["You were there", `${ms(screen.ago)} before`]);
  }
  rows.push(["Their shots", hits(facts.hits, facts.damage)]);
  if (others.hits > 0) rows.push(["Shots of others", hits(others.hits, others.damage)]);
  return rows;
}
