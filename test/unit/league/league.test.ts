/** A league: schedules, ratings, the page, and brains that misbehave in processes of their own. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { leaguePage } from "../../../tools/league/page.ts";
import { roundRobin, swissPairs } from "../../../tools/league/pairings.ts";
import { ratingsOf } from "../../../tools/league/ratings.ts";
import type { Round } from "../../../tools/spar/round.ts";
import { standingsOf } from "../../../tools/spar/standings.ts";
import { brainFolder } from "../../support/brainFiles.ts";
import { runTool } from "../../support/runTool.ts";

const { folder, write } = brainFolder();
/** @returns a round that the first of two has won */
const won = (winner: string, loser: string): Round => ({
  ...{ seed: 1, ticks: 30, places: [[winner], [loser]], replay: "/logs/league-1.1.mlog" },
  outcomes: [winner, loser].map((name, i) => ({ name, figures: { score: 1 - i }, timeouts: 0 })),
});

it("[BR7] a brain that wins is rated higher, and its rating becomes more certain", () => {
  const [a, b, c] = ratingsOf(["a", "b", "c"], Array(10).fill(won("a", "b")));
  expect(a!.rating).toBeGreaterThan(1500);
  expect(b!.rating).toBeLessThan(1500);
  expect(a!.uncertainty).toBeLessThan(c!.uncertainty);
  expect(a!.history.length).toBe(10);
});

it("[BR7] a round robin pairs all brains with each other; a Swiss round pairs neighbours that have not met", () => {
  expect(roundRobin(4).map(String)).toEqual(["0,1", "0,2", "0,3", "1,2", "1,3", "2,3"]);
  expect(swissPairs([3, 1, 0, 2], () => 0)).toEqual([
    [3, 1],
    [0, 2],
  ]);
  const met = (a: number, b: number) => (a + b === 4 ? 1 : 0);
  expect(swissPairs([3, 1, 0, 2], met)).toEqual([
    [3, 0],
    [1, 2],
  ]);
  expect(swissPairs([0, 1, 2], () => 0)).toEqual([[0, 1]]);
});

it("the page links replays, and shows names of brains as text", () => {
  const evil = "<script>alert(1)</script>";
  const rounds = [won("a", evil)];
  const [standing] = standingsOf(["a", evil], rounds);
  const rated = ratingsOf(["a", evil], rounds);
  const table = rated.map((one) => ({ rated: one, standing: standing! }));
  const page = leaguePage({ title: "L", table, rounds, columns: [], server: "http://h" });
  expect(page).toContain('href="http://h/replay/league-1"');
  expect(page).not.toContain("<script");
  expect(page).not.toMatch(/src=|@import|href="(?!http:\/\/h\/)/);
});

it("[BR7] a brain that hangs or dies loses, and the league continues", async () => {
  write("loops.js", "export default () => { for (;;); };");
  write("dies.js", "export default () => process.exit(7);");
  const brains = ["wander", "./loops.js", "./dies.js"];
  const limits = ["--seconds", "5", "--rounds", "1", "--patience", "1000"];
  const files = ["--html", "l.html", "--json", "l.json", "--replays", "logs"];
  const { output, code } = await runTool("tools/league/cli.ts", [...brains, ...limits, ...files], {
    INIT_CWD: folder,
  });
  expect(code, output).toBe(0);
  const { rounds, table } = JSON.parse(readFileSync(join(folder, "l.json"), "utf8"));
  expect(rounds.length).toBe(3);
  expect(table[0].rated.name).toBe("wander");
  expect(table[0].standing.wins).toBe(2);
  expect(output).toMatch(/loops\.js lost \d × by a fault: no answer within 1000 ms/);
  expect(output).toMatch(/dies\.js lost \d × by a fault: .*code 7/);
  expect(existsSync(join(folder, "l.html"))).toBe(true);
  expect(readdirSync(join(folder, "logs")).filter((name) => name.endsWith(".mlog")).length).toBeGreaterThan(
    0,
  );
});
