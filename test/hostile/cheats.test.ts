/** Known cheats from other games, against the real server. None of them has an advantage. */
import { Protocol } from "@colyseus/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import { die } from "../../games/skirmish/server/spawns.ts";
import { tick } from "../../games/skirmish/server/tick.ts";
import { SHIP, WEAPONS } from "../../games/skirmish/shared/config.ts";
import { BUTTON } from "../../games/skirmish/shared/input.ts";
import { giveInputs, InputBudget } from "../../server/net/inputBudget.ts";
import { binary, RawPlayer } from "../support/rawSocket.ts";
import { newRing } from "../support/rings.ts";
import { type RunningServer, startServer, WITHOUT_IO_THREADS } from "../support/server.ts";
import { pace, type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";
import { openWorld, run, shipAt } from "../support/worlds.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer(WITHOUT_IO_THREADS);
});
afterAll(() => server.stop());

/** Runs a cheat with a new player: one player gets only one error a second. */
async function cheating(work: (cheat: StockPlayer, errors: string[]) => Promise<void>): Promise<void> {
  const cheat = await stockPlayer(server.url, "Cheat");
  const errors: string[] = [];
  cheat.room.onMessage("error", ({ code }: { code: string }) => errors.push(code));
  await until(() => cheat.room.state.ships?.has(cheat.room.sessionId), "a ship");
  await work(cheat, errors);
  await cheat.room.leave();
}
async function ticks({ room }: StockPlayer, count: number): Promise<void> {
  const { tick } = room.state;
  await until(() => room.state.tick >= tick + count, `${count} ticks`);
}

// Each has a player of its own, and most wait.
describe.concurrent("[AU1] no message sets what only the simulation may", () => {
  it.each([
    ["position", { x: 10, y: 10 }],
    ["teleport", { x: 10, y: 10 }],
    ["score", { score: 1e6 }],
    ["hull", { hull: 1e6 }],
    ["pickup", { id: 1 }],
    ["kill", { victim: "somebody" }],
    ["hit", { target: "somebody", damage: 100 }],
  ])("%s", (type, message) =>
    cheating(async (cheat, errors) => {
      await until(() => cheat.ship().alive, "a life");
      const before = { ...cheat.own().toJSON(), score: cheat.ship().score };
      cheat.room.send(type, message);
      await until(() => errors.length > 0, "an answer");
      await ticks(cheat, 3);
      expect(errors).toEqual(["unknown_message"]);
      expect(cheat.ship().score).toBe(before.score);
      // It drifts at most, when another player has hit it.
      expect(Math.hypot(cheat.own().x - before.x, cheat.own().y - before.y)).toBeLessThan(100);
    }),
  );

  it("a forged state or patch closes the connection", async () => {
    for (const code of [Protocol.ROOM_STATE, Protocol.ROOM_STATE_PATCH, Protocol.ROOM_RESPONSE]) {
      const player = await RawPlayer.playing(server.url);
      player.send(binary(code, 255, 0, 128, 1));
      expect(await player.ended()).toBe(4024);
    }
  });

  it("a respawn request has no effect while the ship lives", () =>
    cheating(async (cheat) => {
      await until(() => cheat.ship().alive && cheat.own().energy > 0, "a life");
      const { x, y } = cheat.own();
      cheat.room.send("respawn", {});
      await ticks(cheat, 5);
      expect(Math.hypot(cheat.own().x - x, cheat.own().y - y)).toBeLessThan(150);
    }));
});

it.concurrent("[AU2] three times as many inputs move the ship no faster and never make it jump", () =>
  cheating(async (cheat) => {
    const step = SHIP.thrust / SHIP.drag / 30;
    let longest = 0;
    let last: { x: number; y: number; tick: number; alive: boolean } | undefined;
    cheat.room.onStateChange((state) => {
      const now = { x: cheat.own().x, y: cheat.own().y, tick: state.tick, alive: cheat.ship().alive };
      // One step for each tick, and up to 4 in one tick to catch up.
      if (last?.alive && now.alive)
        longest = Math.max(longest, Math.hypot(now.x - last.x, now.y - last.y) / (now.tick - last.tick + 3));
      last = now;
    });
    await pace(90, 5, (count) => cheat.send({ moveX: count % 180 < 90 ? 127 : -127, moveY: 60 }));
    expect(longest, "units a step").toBeGreaterThan(0);
    expect(longest, "units a step").toBeLessThan(step * 1.6);
  }));

describe("[AU3] in the simulation", () => {
  /** A player whose frames take the same path as in a room. */
  function player() {
    const world = openWorld();
    const ship = shipAt(world, "cheat", 1000, 1000);
    const ring = newRing();
    const seat = { player: ship, inputs: ring, budget: new InputBudget() } as unknown as Parameters<
      typeof giveInputs
    >[0];
    const tally = { applied: 0, dropped: 0, idle: 0, waiting: 0 } as unknown as Parameters<
      typeof giveInputs
    >[2];
    return {
      world,
      ship,
      /** Runs ticks, each with this number of inputs that hold the trigger. */
      fire(count: number, perTick: number) {
        const keys = new Set<string>();
        for (let i = 0; i < count; i++) {
          for (let n = 0; n < perTick; n++) ring.read(Uint8Array.of(0x83, BUTTON.fire), 0);
          giveInputs(seat, skirmishServer, tally);
          tick(world);
          for (const [key, bolt] of world.bolts) if (bolt.owner === ship.id) keys.add(key);
        }
        return keys.size;
      },
    };
  }

  it("the trigger held in four inputs a tick fires no more shots than in one", () => {
    const honest = player();
    const rapid = player();
    for (const { ship } of [honest, rapid]) ship.energy = SHIP.energy;
    const fair = honest.fire(60, 1);
    expect(fair).toBeGreaterThan(5);
    // The budget of half a second may be spent at once; after that it is one input a tick.
    expect(rapid.fire(60, 4)).toBeLessThanOrEqual(fair + Math.ceil(15 / WEAPONS[0].cooldown) + 1);
  });

  it("a destroyed ship does not shoot, fly or collect ore", () => {
    const { world, ship, fire } = player();
    die(world, ship);
    const ore = [...world.pickups.keys()];
    const { score, x, y } = ship;
    expect(fire(20, 1)).toBe(0);
    expect([ship.x, ship.y, ship.score]).toEqual([x, y, score]);
    expect([...world.pickups.keys()], "the ore at its place").toEqual(ore);
  });

  it("ore is collected by flying over it, not from a distance", () => {
    const { world, ship } = player();
    world.pickups.set("near", { x: ship.x + SHIP.radius, y: ship.y });
    world.pickups.set("far", { x: ship.x + 200, y: ship.y });
    run(world, 3, () => ({ cheat: { buttons: 255 } }));
    expect([...world.pickups.keys()]).toEqual(["far"]);
  });
});

it.concurrent("[AU4] no message widens a client's interest set, or moves it while the ship lives", () =>
  cheating(async (cheat) => {
    const reach = 1200 + 4;
    const seen = (): number[] =>
      [...cheat.room.state.ships.values()].map((ship) =>
        Math.max(Math.abs(ship.x - cheat.ship().x), Math.abs(ship.y - cheat.ship().y)),
      );
    await pace(30, 2, (count) => {
      cheat.room.send("spectate", { sessionId: [...cheat.room.state.ships.keys()][count % 3] });
      cheat.send({ seen: 0xffffffff });
    });
    await until(() => cheat.ship().alive, "a life");
    expect(Math.max(...seen())).toBeLessThan(reach);
  }));
