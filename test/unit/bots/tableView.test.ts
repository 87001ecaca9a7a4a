/**
 * What brains see by the tables of a game, offline and on a server; and that brains of every game play
 * without a server.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { puckArena } from "../../../games/puck/arena.ts";
import { puckBots } from "../../../games/puck/bots.ts";
import { puckServer } from "../../../games/puck/server/index.ts";
import { worldViews } from "../../../shared/tableView.ts";
import { TICK_MS } from "../../../shared/tick.ts";
import { type ArenaGame, openEntrants } from "../../../tools/spar/entrants.ts";
import { openEnvironment } from "../../../tools/spar/environment.ts";
import { playRound } from "../../../tools/spar/round.ts";
import { templateArena } from "../../../tools/template/arena.ts";
import { templateBots } from "../../../tools/template/bots.ts";
import { templateServer } from "../../../tools/template/server/index.ts";
import { brainFolder } from "../../support/brainFiles.ts";
import { PROJECT } from "../../support/server.ts";

const gameOf = (arena: unknown, server: unknown, bots: { authoring?: unknown }) =>
  ({ arena, server, bots, brains: bots.authoring }) as ArenaGame;
const puck = gameOf(puckArena, puckServer, puckBots);
const template = gameOf(templateArena, templateServer, templateBots);
const { folder, write } = brainFolder();

it("[BR11] a brain sees the same fields offline and on a server, of a game with two maps and of a new game", () => {
  for (const game of [puck, template]) {
    const [bare, far] = [undefined, "clean" as const].map((lag) => {
      const field = openEnvironment(game, 2, 7, lag);
      for (const key of ["ada", "bob"]) field.join(key, key);
      for (let i = 0; i < 40; i++) {
        for (const key of ["ada", "bob"])
          field.give(key, { moveX: 127, moveY: 0, ...(game === puck && { buttons: 0 }) });
        field.step();
      }
      return field.views()("ada") as unknown as { [name: string]: object };
    });
    const shape = (view: { [name: string]: object }): unknown =>
      Object.fromEntries(
        Object.entries(view)
          .sort()
          .map(([name, part]) => [
            name,
            Array.isArray(part) ? part.map((one) => Object.keys(one).sort()) : Object.keys(part).sort(),
          ]),
      );
    expect(shape(far!)).toEqual(shape(bare!));
    expect(bare!.self).toMatchObject({ key: "ada", name: "ada" });
    expect(bare!.others).toMatchObject([{ key: "bob" }]);
    const { vx } = bare!.self as { vx: number };
    expect(vx).toBeGreaterThan(50);
    expect((far!.self as { vx: number }).vx, "exact, as predicted").toBeGreaterThan(50);
  }
});

it("[BR11] a brain sees offline what is as near as a client receives it", () => {
  const world = templateServer.create({}, 1);
  const [ada, bob] = ["ada", "bob"].map((key) => templateServer.join(world, key, key)) as unknown as [
    { x: number },
    { x: number },
  ];
  ada.x = 0;
  bob.x = 501;
  const state = { ...templateServer.game.state, view: { half: 500, margin: 0 } };
  const others = () => worldViews(state as never)(world)("ada")!.others.map(({ key }) => key);
  expect(others()).toEqual([]);
  bob.x = 499;
  expect(others()).toEqual(["bob"]);
  expect(worldViews(state as never)(world)("eve")).toBeUndefined();
});

it("[BR3][BR11] the brains that authors begin with play their games, and beat one that does nothing", async () => {
  for (const [game, file] of [
    [puck, "games/puck/starter.ts"],
    [template, "tools/template/starter.ts"],
  ] as const) {
    const entrants = await openEntrants([`./${file}`, "idle"], game, PROJECT);
    const options = { seed: 1, seconds: 40, lag: undefined, patience: 1000, lateAtMost: 3 };
    const log = { folder, name: game.arena.game };
    const round = await playRound(game, entrants, { ...options, log });
    expect(round.outcomes[0], file).not.toHaveProperty("fault");
    expect(round.places[0], file).toEqual(["starter.ts"]);
    expect(await playRound(game, entrants, options), "the same seed").toEqual({
      ...round,
      replay: undefined,
    });
    expect(readFileSync(`${round.replay}.players`, "utf8")).toContain("starter.ts");
    for (const { source } of entrants) await source.close();
  }
});

it("[BR1][BR11] a fault in a brain of another game names file and line, and input fields are those of that game", async () => {
  write("wrong.ts", "export default () => ({ aim: 1 });\n");
  const entrants = await openEntrants(["./wrong.ts", "chase"], puck, folder);
  const options = { seed: 1, seconds: 2, lag: undefined, patience: 1000, lateAtMost: 3 };
  const { outcomes } = await playRound(puck, entrants, options);
  expect(outcomes[0]!.fault).toMatch(/unknown field "aim" in the input: it has moveX, moveY, buttons/);
  for (const { source } of entrants) await source.close();
});

it("[BR11] a lagging brain of puck sees the puck as its page draws it", () => {
  const field = openEnvironment(puck, 2, 3, "clean");
  for (const key of ["ada", "bob"]) field.join(key, key);
  for (let i = 0; i < 3000 / TICK_MS; i++) {
    for (const key of ["ada", "bob"]) field.give(key, { moveX: 0, moveY: 0, buttons: 0 });
    field.step();
  }
  const { pucks } = field.views()("ada") as unknown as { pucks: { y: number }[] };
  const [drawn] = pucks;
  expect(pucks).toHaveLength(1);
  const [there] = (field.match.world as unknown as { pucks: Map<string, { y: number }> }).pucks.values();
  expect(Math.abs(drawn!.y - there!.y)).toBeLessThan(40);
});
