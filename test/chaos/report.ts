/** The ledger of a chaos run: one line a fault, and a verdict for each rule. */
import { writeFileSync } from "node:fs";
import { spread } from "../../client/bots/spread.ts";
import { counted } from "../../shared/text.ts";
import { TICK_MS } from "../../shared/tick.ts";
import type { Players } from "../support/breaking/players.ts";
import type { Row } from "../support/breaking/round.ts";
import type { ChaosOptions } from "./options.ts";
import type { Owners } from "./owners.ts";
import type { Seats } from "./seats.ts";

/** Promises for a kill, ms: time to the first state on the new process for 99 of 100 players; lost play. */
const GAP = 2000;
const ROLLBACK = Math.ceil(2 * TICK_MS);
/** Promise for the return of Redis, ms. */
const RECOVERY = 2000;

/**
 * Most processes that a match breaks: two, and two more where Redis has not learned in time what ended them.
 */
const BROKEN = 4;
/** Longest time without a free seat anywhere, ms. */
const NO_SEAT = 3000;

const COLUMNS = ["", "fault", "rooms", "players", "back", "gap p50", "p99", "longest", "rolled back"].concat([
  "score before",
  "after",
  "lost",
  "epoch",
]);
const WIDTHS = [4, 7, 6, 8, 5, 8, 6, 8, 12, 13, 8, 5, 6];
const cells = (values: readonly (string | number)[]): string =>
  values.map((value, i) => String(value).padStart(WIDTHS[i]!)).join(" ");
export const head = (): string => cells(COLUMNS);

export function line(number: number, row: Row): string {
  const { fault, rooms, players, back, gapP50, gapP99, gapMax, rolledBack } = row;
  const ms = [gapP50, gapP99, gapMax, rolledBack].map((value) => Math.round(value));
  return cells([number, fault, rooms, players, back, ...ms, row.before, row.after, row.scoreLost, row.epoch]);
}

/** The state of players that are not back. */
export function excuses(players: Players): string {
  return players.all
    .filter(({ session }) => session.link.state !== "playing")
    .map(({ session: { key, link } }) => `     ${key}: ${link.state === "over" ? link.reason : link.state}`)
    .join("\n");
}

/** Prints the verdict for each rule. @returns the exit code */
export function conclude(options: ChaosOptions, rows: readonly Row[], owners: Owners, seats: Seats): number {
  const total = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  const kills = rows.filter(({ fault }) => fault === "kill");
  const most = (of: (row: Row) => number, among = rows) => Math.round(Math.max(0, ...among.map(of)));
  const { epochs, shared } = owners.verdict();
  const [hit, back] = [total((row) => row.players), total((row) => row.back)];
  const p99 = Math.round(spread(kills.map((row) => row.gapP99)).max);
  const threads = rows.filter(({ fault }) => fault === "thread");
  const drains = rows.filter(({ fault }) => fault === "drain");
  const fatal = rows.filter(({ fault }) => fault === "match");
  const longestGap = most((row) => row.gapMax);
  const rules: [boolean, string][] = [
    [rows.length > 0, counted(rows.length, "fault")],
    [back === hit, `${back} of ${hit} players returned to their match`],
    [total((row) => row.scoreLost) === 0, `${total((row) => row.scoreLost)} points lost`],
    [p99 < GAP, `${p99} ms from a kill to the first state, in the worst p99 of ${kills.length} kills`],
    [
      most((row) => row.gapP99, threads) < GAP,
      `${most((row) => row.gapP99, threads)} ms without a patch, in the worst p99 of ${threads.length} ends of I/O threads`,
    ],
    [
      most((row) => row.rolledBack, kills) <= ROLLBACK,
      `${most((row) => row.rolledBack, kills)} ms lost by a kill`,
    ],
    [
      most((row) => row.rolledBack, drains) === 0,
      `${most((row) => row.rolledBack, drains)} ms lost by a drain`,
    ],
    [
      most((row) => row.recovered) <= RECOVERY,
      `${most((row) => row.recovered)} ms at most until seats were given again after Redis was away`,
    ],
    [
      most((row) => row.broke) <= BROKEN,
      `${most((row) => row.broke)} processes at most ended by one of ${fatal.length} matches that break their owners`,
    ],
    [
      seats.refused.length === 0,
      `${seats.refused.length} of ${seats.asked} seats refused by processes that no fault hit`,
    ],
    [
      seats.longest <= NO_SEAT,
      `${(seats.longest / 1000).toFixed(1)} s at most without a seat anywhere while Redis was available`,
    ],
    [shared.length === 0, `${shared.length} of ${epochs} epochs with more than one owner`],
  ];
  console.log(`\nlongest gap of all: ${longestGap} ms`);
  for (const [holds, text] of rules) console.log(`${holds ? "✓" : "✗"} ${text}`);
  for (const one of [...shared, ...seats.refused.slice(0, 10)]) console.log(`    ${one}`);
  const passed = rules.every(([holds]) => holds);
  const { asked, refused, longest } = seats;
  const ledger = {
    ...{ options, rows, epochs, shared, passed, longestGap },
    joins: { asked, refused, longestWithoutSeat: Math.round(longest) },
  };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(ledger, null, 2)}\n`);
  return passed ? 0 : 1;
}
