/** The rules of Puck, and the engine's promises for it. */
import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PuckTypes } from "../../../games/puck/client/puckClient.ts";
import { puckServer } from "../../../games/puck/server/index.ts";
import { step } from "../../../games/puck/server/rules.ts";
import {
  createWorld,
  MATCH,
  PHASE,
  puckOf,
  type Skater,
  type World,
} from "../../../games/puck/server/world.ts";
import { RINK, SKATER } from "../../../games/puck/shared/rink.ts";
import { sizeOf } from "../../../server/teams.ts";
import { TEAM } from "../../../shared/teams.ts";
import { type LocalServer, startLocally } from "../../support/localServer.ts";
import { untilAdmitted } from "../../support/overload.ts";
import { runTool } from "../../support/runTool.ts";
import { stockPlayer } from "../../support/stockClient.ts";
import { until } from "../../support/until.ts";

const SETTINGS = { pilots: 2 };
const hashOf = (world: World): string =>
  createHash("sha256")
    .update(serialize(puckServer.storage.save(world)))
    .digest("hex");

function run(world: World, ticks: number): World {
  for (let i = 0; i < ticks; i++) step(world);
  return world;
}

describe("a match of puck", () => {
  it("[SI1] is the same for the same seed, and different for another", () => {
    const hashes = [7, 7, 8].map((seed) => hashOf(run(createWorld(SETTINGS, seed), 4000)));
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it("[SV1] restored from a checkpoint makes the ticks that it would have made", () => {
    const world = run(createWorld(SETTINGS, 3), 1234);
    const saved = deserialize(serialize(puckServer.storage.save(world)));
    const again = puckServer.storage.restore(saved);
    expect(hashOf(run(again, 2000))).toBe(hashOf(run(world, 2000)));
  });

  it("keeps all skaters on the ice and ends: a goal leads to a face-off, five goals or the time to a podium", () => {
    const world = createWorld(SETTINGS, 5);
    const phases = new Set<string>();
    let goals = 0;
    for (let i = 0; i < 3 * MATCH.play; i++) {
      step(world);
      phases.add(world.phase);
      goals += world.goals.length;
      for (const { x, y } of world.skaters.values()) {
        expect(x).toBeGreaterThanOrEqual(SKATER.radius);
        expect(x).toBeLessThanOrEqual(RINK.width - SKATER.radius);
        expect(y).toBeGreaterThanOrEqual(SKATER.radius);
        expect(y).toBeLessThanOrEqual(RINK.height - SKATER.radius);
      }
      expect(Math.max(world.red, world.blue)).toBeLessThanOrEqual(MATCH.goals);
    }
    expect([...phases].sort()).toEqual([PHASE.faceOff, PHASE.play, PHASE.podium].sort());
    expect(goals, "in three matches of bots").toBeGreaterThan(5);
  });

  it("gives a goal to the team whose opponents defend it, and to the last skater at the puck", () => {
    const world = run(createWorld({ pilots: 0 }, 1), MATCH.faceOff + 1);
    const ada = puckServer.join(world, "ada", "Ada");
    Object.assign(ada, { x: RINK.width - 300, y: RINK.height / 2 });
    Object.assign(puckOf(world), { x: RINK.width - 250, y: RINK.height / 2, vx: 0, vy: 0 });
    for (let i = 0; i < 90 && world.red === 0; i++) {
      puckServer.give(ada, { moveX: 127, moveY: 0, buttons: 0 });
      step(world);
    }
    expect([world.red, world.blue, ada.score]).toEqual([1, 0, 1]);
  });

  it("gives a goal that an opponent has deflected to the last skater of the scoring team at the puck", () => {
    const world = run(createWorld({ pilots: 0 }, 1), MATCH.faceOff + 1);
    const [ada, bob] = ["ada", "bob"].map((key) => puckServer.join(world, key, key)) as [Skater, Skater];
    const touch = (skater: Skater) => {
      const { x, y } = Object.assign(puckOf(world), { x: RINK.width / 2, y: 300, vx: 0, vy: 0 });
      Object.assign(skater, { x: x - SKATER.radius - 10, y, vx: 600, vy: 0 });
      step(world);
      Object.assign(skater, { x: 400, y: 700, vx: 0, vy: 0 });
    };
    touch(ada);
    touch(bob);
    const last = world.skaters.get(puckOf(world).touched)!;
    expect(last.key).toBe("bob");
    Object.assign(puckOf(world), { x: RINK.width - 40, y: RINK.height / 2, vx: 1500, vy: 0 });
    for (let i = 0; i < 30 && world.red === 0; i++) step(world);
    expect([world.red, ada.team, bob.team, ada.score, bob.score]).toEqual([1, TEAM.red, TEAM.blue, 1, 0]);
  });

  it("gives both teams the same chance at a face-off", () => {
    const firsts = Array.from({ length: 60 }, (_, seed) => {
      const world = run(createWorld(SETTINGS, seed), MATCH.faceOff);
      while (puckOf(world).touched === "") step(world);
      return world.skaters.get(puckOf(world).touched)!.team;
    });
    const reds = firsts.filter((team) => team === TEAM.red).length;
    expect(reds).toBeGreaterThan(15);
    expect(reds).toBeLessThan(45);
  });

  it("fills a team that players have left with bots, until both are equal", () => {
    const world = createWorld(SETTINGS, 1);
    const players = Array.from({ length: 6 }, (_, i) => puckServer.join(world, `p${i}`, `P${i}`));
    for (const { key, team } of players) if (team === TEAM.blue) puckServer.leave(world, key);
    run(world, 5);
    const sizes = () => [TEAM.red, TEAM.blue].map((team) => sizeOf(world.skaters, team));
    expect(sizes()).toEqual([3, 3]);
    for (const { key } of players) puckServer.leave(world, key);
    run(world, 5);
    expect(sizes()).toEqual([SETTINGS.pilots, SETTINGS.pilots]);
  });

  it("lines up pilots that complete a team in the half of that team", () => {
    const world = createWorld(SETTINGS, 1);
    puckServer.join(world, "ada", "Ada");
    run(world, 3);
    const middle = RINK.width / 2;
    const halves = [...world.skaters.values()].map(({ team, x }) => [
      team,
      x < middle ? TEAM.red : TEAM.blue,
    ]);
    expect(halves).toHaveLength(4);
    for (const [team, half] of halves) expect(half).toBe(team);
  });

  it("distributes players evenly", () => {
    const world = createWorld(SETTINGS, 1);
    const teams = Array.from({ length: 6 }, (_, i) => puckServer.join(world, `p${i}`, `P${i}`).team);
    expect(teams.filter((team) => team === 0)).toHaveLength(3);
  });
});

describe("puck on a server", () => {
  let server: LocalServer;
  beforeAll(async () => {
    server = await startLocally({});
  });
  afterAll(() => server.stop());

  it("[RE4] is played by a stock client, beside a room of another game", async () => {
    const pilot = await stockPlayer(server.url, "Bob", "arena");
    const room = await untilAdmitted(() =>
      new Client(server.url).joinOrCreate<PuckTypes["state"]>("puck", { name: "Ada" }),
    );
    room.onMessage("*", () => {});
    const own = () => room.state.skaters?.get(room.sessionId);
    await until(() => room.state.phase === PHASE.play && own()?.own !== undefined, "the puck to be dropped");
    const { x } = own()!;
    const input = room.input();
    await until(() => {
      Object.assign(input.data as object, { moveX: x > RINK.width / 2 ? -127 : 127, moveY: 0, buttons: 0 });
      input.send();
      return Math.abs(own()!.x - x) > 100;
    }, "Ada to skate");
    expect(room.state.pucks.size).toBe(1);
    expect(room.state.skaters.size, "two a team").toBe(4);
    expect(pilot.room.state.ships.size).toBeGreaterThan(0);
    await Promise.all([room.leave(), pilot.room.leave()]);
  });

  it("is played by bots with a brain of its own", async () => {
    // No rate of a quick machine. On a busy one a link may be silent for long enough to be given up; a fault of
    // the game would end that of every bot.
    const bounds = ["--max-disconnects", "2", "--min-patches", "1"];
    const bots = ["--url", server.url, "--room", "puck", "--count", "3", "--seconds", "3", ...bounds];
    const { code, output } = await runTool("client/bots/cli.ts", bots);
    expect(code, output).toBe(0);
    expect(output).toMatch(/3 × chase in puck/);
    expect(output).toMatch(/joined 3 of 3/);
  });
});
