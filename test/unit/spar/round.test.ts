/** Rounds without a server. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { Replay } from "../../../shared/log/replay.ts";
import { arenaGame, type Entrant, namesOf, openEntrants } from "../../../tools/spar/entrants.ts";
import { playRound, type RoundOptions } from "../../../tools/spar/round.ts";
import { standingLines, standingsOf } from "../../../tools/spar/standings.ts";
import { brainFolder, FORWARD, pythonBrain } from "../../support/brainFiles.ts";
import { readLog } from "../../support/matchLogs.ts";
import { PROJECT } from "../../support/server.ts";

const { folder, write } = brainFolder();
const game = arenaGame();
const opened: Entrant[] = [];
const open = async (given: readonly string[], cwd = folder) => {
  const entrants = await openEntrants(given, game, cwd);
  opened.push(...entrants);
  return entrants;
};
afterAll(() => Promise.all(opened.map(({ source }) => source.close())));
const options: RoundOptions = { seed: 3, seconds: 20, lag: undefined, patience: 5000, lateAtMost: 3 };
const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

it("[BR5] the same seed gives the same round, and another seed another one", async () => {
  const entrants = await open(["hunter", "hunter", "wander"]);
  const [one, same, other] = [
    await playRound(game, entrants, options),
    await playRound(game, entrants, options),
    await playRound(game, entrants, { ...options, seed: 4 }),
  ];
  expect(same).toEqual(one);
  expect(other!.outcomes).not.toEqual(one!.outcomes);
});

it("[BR5] the log of a round is played again bit for bit", async () => {
  const log = { folder, name: "spar-1" };
  const { replay, outcomes } = await playRound(game, await open(["hunter", "hunter", "wander"]), {
    ...options,
    log,
  });
  const again = new Replay(game.server, [readLog(readFileSync(replay!))]);
  const events = [...again.play()];
  expect(events.filter(({ type }) => type === "wrong" || type === "fault")).toEqual([]);
  expect(events.filter(({ type }) => type === "right").length).toBeGreaterThanOrEqual(20);
  const scores = [...game.server.players(again.match.world).values()].map(({ score }) => score);
  expect(scores).toEqual(outcomes.map(({ figures }) => figures.score));
  expect(readFileSync(`${replay}.players`, "utf8")).toContain("hunter 1");
});

it("[BR5] with lag a round is the same each time, too", async () => {
  const entrants = await open(["hunter", "hunter"]);
  const lagging = { ...options, seconds: 10, lag: "lossy" } as const;
  const one = await playRound(game, entrants, lagging);
  expect(await playRound(game, entrants, lagging)).toEqual(one);
  expect(one.outcomes).not.toEqual(
    (await playRound(game, entrants, { ...lagging, lag: undefined })).outcomes,
  );
});

it("[BR6] a brain that fails loses the round, and the others play on", async () => {
  write("fails.js", "export default ({ tick }) => { if (tick > 60) throw new Error('over'); return {}; };");
  const round = await playRound(game, await open(["./fails.js", "hunter", "wander"]), options);
  expect(round.ticks).toBe(600);
  expect(round.places.at(-1)).toEqual(["fails.js"]);
  expect(round.outcomes[0]!.fault).toMatch(/^Error: over/);
  const table = standingLines(standingsOf(["fails.js", "hunter", "wander"], [round]), game.arena.columns);
  expect(table.at(-1)).toMatch(/fails\.js lost 1 × by a fault/);
});

describe.skipIf(!has("python3"))("a program (skipped without python3)", () => {
  it("[BR6] that hangs is counted as late, and then loses the round", async () => {
    write("hangs.py", pythonBrain(`time.sleep(3600 if message["tick"] > 30 else 0); ${FORWARD}`));
    const entrants = await open(["cmd: python3 hangs.py", "hunter", "wander"]);
    const { outcomes, places, ticks } = await playRound(game, entrants, {
      ...options,
      seconds: 5,
      patience: 1000,
    });
    expect(ticks).toBe(150);
    expect(outcomes[0]).toMatchObject({ timeouts: 4, fault: expect.stringContaining("counts as hanging") });
    expect(places.at(-1)).toEqual(["cmd: python3 hangs.py"]);
  });

  it("[BR4] in Python, as in examples/brains, beats the brain that only wanders", async () => {
    const python = "cmd: python3 examples/brains/hunter.py";
    const { places, outcomes } = await playRound(game, await open([python, "wander"], PROJECT), {
      ...options,
      seconds: 40,
    });
    expect(outcomes.map(({ fault }) => fault)).toEqual([undefined, undefined]);
    expect(places[0]).toEqual(["cmd: python3 hunter.py"]);
  });
});

it.skipIf(!has("perl"))(
  "[BR4] a program in Perl, as in examples/brains, plays (skipped without perl)",
  async () => {
    const entrants = await open(["cmd: perl examples/brains/hunter.pl", "wander"], PROJECT);
    const { outcomes } = await playRound(game, entrants, { ...options, seconds: 30 });
    expect(outcomes[0]).not.toHaveProperty("fault");
    expect(outcomes[0]!.figures.shots).toBeGreaterThan(0);
  },
);

it("[BR4] a program that speaks MessagePack, as in examples/brains, plays and hits", async () => {
  const program = `cmd: ${process.execPath} examples/brains/binary.mjs`;
  const { outcomes } = await playRound(game, await open([program, "wander"], PROJECT), options);
  expect(outcomes[0]).not.toHaveProperty("fault");
  expect(outcomes[0]!.figures.hits).toBeGreaterThan(0);
});

it("names are those of files without folders, unless two would be equal; equal ones get numbers", () => {
  expect(namesOf(["./a/x.ts", "cmd: python3 /b/y.py", "cmd: perl c/z.pl"])).toEqual([
    "x.ts",
    "cmd: python3 y.py",
    "cmd: perl z.pl",
  ]);
  expect(namesOf(["./a/x.ts", "./b/x.ts"])).toEqual(["./a/x.ts", "./b/x.ts"]);
  expect(namesOf(["a", "b", "a"])).toEqual(["a 1", "b", "a 2"]);
});
