/** Adds up rounds, and prints them as a table. */
import type { Arena, Figures } from "../../shared/arena.ts";
import { printable } from "../../shared/text.ts";
import type { Round } from "./round.ts";

export interface Standing {
  readonly name: string;
  rounds: number;
  /** Rounds that it has won without a tie. */
  wins: number;
  /** Sums over all its rounds. */
  readonly figures: Figures;
  /** Number of rounds that it has lost by a fault, for each fault. */
  readonly faults: { [message: string]: number };
  timeouts: number;
}

/** @returns the brains, those with the most wins first */
export function standingsOf(names: readonly string[], rounds: readonly Round[]): Standing[] {
  const all = new Map<string, Standing>();
  for (const name of names) all.set(name, { name, rounds: 0, wins: 0, figures: {}, faults: {}, timeouts: 0 });
  for (const { outcomes, places } of rounds) {
    const [first] = places;
    if (first?.length === 1) all.get(first[0]!)!.wins++;
    for (const { name, figures, fault, timeouts } of outcomes) {
      const standing = all.get(name)!;
      standing.rounds++;
      standing.timeouts += timeouts;
      if (fault !== undefined) standing.faults[fault] = (standing.faults[fault] ?? 0) + 1;
      for (const [figure, value] of Object.entries(figures))
        standing.figures[figure] = (standing.figures[figure] ?? 0) + value;
    }
  }
  const score = ({ figures }: Standing) => figures.score ?? 0;
  return [...all.values()].sort((a, b) => b.wins - a.wins || score(b) - score(a));
}

/** @returns lines for a terminal; figures are means per round */
export function standingLines(standings: readonly Standing[], columns: Arena["columns"]): string[] {
  const width = Math.max(8, ...standings.map(({ name }) => name.length)) + 2;
  const head = ["wins", ...columns.map(({ title }) => title)];
  const cell = (text: string, i: number) => text.padStart((head[i]?.length ?? 0) + 3);
  const rows = standings.map(({ name, wins, figures, rounds }) => {
    const values = columns.map(({ digits, value }) =>
      rounds > 0 ? value(figures, rounds).toFixed(digits) : "–",
    );
    return `${name.padEnd(width)}${[String(wins), ...values].map(cell).join("")}`;
  });
  const notes = standings.flatMap(({ name, faults, timeouts }) => [
    ...Object.entries(faults).map(([fault, times]) => `${name} lost ${times} × by a fault: ${fault}`),
    ...(timeouts > 0 ? [`${name} was late in ${timeouts} ticks: the result depends on the machine`] : []),
  ]);
  return [`${"".padEnd(width)}${head.map(cell).join("")}`, ...rows, ...notes].map(printable);
}
