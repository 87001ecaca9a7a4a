/** `npm run verify` for puck in its short form, and for games that break a promise. */
import { describe, expect, it } from "vitest";
import { games } from "../../games/index.ts";
import { puckBots } from "../../games/puck/bots.ts";
import { puckServer } from "../../games/puck/server/index.ts";
import { puckOf, type World } from "../../games/puck/server/world.ts";
import type { GameServer } from "../../server/game.ts";
import { runTool } from "../support/runTool.ts";
import { readOptions } from "./options.ts";
import { PARTS, type PartName } from "./parts/index.ts";
import { broken } from "./verify.ts";

const CLI = "test/verify/cli.ts";

describe("npm run verify", () => {
  it("[GA3] shows that puck keeps every promise, in all parts; capacity is only run", async () => {
    const { output } = await runTool(CLI, ["--game", "puck", "--quick", "--players", "8"]);
    const rows = output.split("\n").filter((line) => /^[✓✗·] /.test(line));
    const promises = ["Determinism", "Storage", "Replay", "Replication", "Inputs", "Prediction", "Feel"];
    for (const promise of [...promises, "Capacity", "Survival"])
      expect(
        rows.some((row) => row.startsWith(`✓ ${promise}`) || row.startsWith(`✗ ${promise}`)),
        output,
      ).toBe(true);
    expect(output).toMatch(/Determinism: Node and Chromium +1 scripted match × 1500 ticks/);
    expect(output).toMatch(/Capacity: 8 players +8 joined/);
    // How long steps take depends on the machine.
    expect(
      rows.filter((row) => row.startsWith("✗") && !row.startsWith("✗ Capacity")),
      output,
    ).toEqual([]);
  });

  it.each([
    [[], /--game is missing: expected one of skirmish, puck/],
    [["--game", "pong"], /--game "pong": games\/index.ts has no such game; it has skirmish, puck/],
    [["--game", "puck", "--parts", "luck"], /--parts "luck": expected some of determinism, /],
    [["--game", "puck", "--seed", "1.5"], /--seed "1.5": expected a whole number/],
    [["--puck"], /Unknown option '--puck'; --help lists all options/],
  ])("reports the fault of %j", (args, what) => {
    expect(() => readOptions(args, games)).toThrow(what);
  });
});

describe("[GA3] detects a game that breaks a promise:", () => {
  const tried = async (game: GameServer<World>, part: PartName): Promise<string> => {
    const plan = {
      game: game as GameServer,
      rooms: ["puck"],
      quick: true,
      seed: 1,
      players: 1,
      progress() {},
    };
    return broken(await PARTS[part](plan))
      .flatMap(({ promise, faults = [] }) => [promise, ...faults])
      .join("\n");
  };
  const puck = puckServer as unknown as GameServer<World>;

  it("rules with state outside of the world", async () => {
    let steps = 0;
    const step = (world: World): void => {
      puck.step(world);
      steps++;
      if (steps % 1000 === 0) puckOf(world).x += 2 ** -20;
    };
    const found = await tried({ ...puck, step }, "determinism");
    expect(found).toContain("the same seed and inputs again");
    expect(found).toMatch(/puck, seed 1: the worlds differ from a tick between \d+ and \d+ on/);
  });

  it("a rule that the page of a replay does not have", async () => {
    const join: typeof puck.join = (world, key, name) => Object.assign(puck.join(world, key, name), { x: 9 });
    const found = await tried({ ...puck, join }, "replay");
    expect(found).toContain("Replay: by the rules of the page");
    expect(found).toMatch(/puck, seed 1: at tick \d+ .*skaters.* belongs into server\/rules\.ts/);
  });

  it("a property that is neither stored nor derived", async () => {
    const restore = (saved: unknown): World => {
      const world = puck.storage.restore(saved);
      puckOf(world).touched = "";
      return world;
    };
    const found = await tried({ ...puck, storage: { ...puck.storage, restore } }, "storage");
    expect(found).toMatch(/restored from the checkpoint of tick \d+, at tick \d+ .*pucks/);
  });

  it("a value that its field cannot carry, and a constant field that changes", async () => {
    const step = (world: World): void => {
      puck.step(world);
      const [skater] = world.skaters.values();
      if (world.tick < 200 || skater === undefined) return;
      skater.score = 70_000;
      skater.name = "Another";
    };
    const found = await tried({ ...puck, step }, "replication");
    expect(found).toMatch(/skaters\.score is 4464 at a client, should be 70000 \(uint16\)/);
    expect(found).toMatch(/skaters\.name is said to be set once, and was changed from Player \d+ to Another/);
  });

  it("an input that reaches the world unchecked", async () => {
    const copy = puck.inputs.copy;
    const inputs = {
      ...puck.inputs,
      copy(from: unknown, to: unknown) {
        copy(from, to);
        Object.assign(to as object, { moveX: 128 });
      },
    };
    expect(await tried({ ...puck, inputs }, "inputs")).toContain("moveX is 128, which is no int8 ±127");
  });

  it("a step that clients predict in another way", async () => {
    const step = (world: World): void => {
      puck.step(world);
      for (const skater of world.skaters.values()) skater.x = Math.fround(skater.x + skater.vx / 1000);
    };
    const found = await tried({ ...puck, step }, "prediction");
    expect(found).toContain("predict.step of the client and the rules come to different results");
  });

  it("a client that waits for the server before its own entity moves", async () => {
    const { client } = puckBots;
    const step = client.predict.step;
    client.predict.step = () => {};
    const found = await tried(puck, "feel").finally(() => {
      client.predict.step = step;
    });
    expect(found).toContain("the own entity waits for the server");
  });
});
