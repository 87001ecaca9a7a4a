/** Kill 5: a bug in the server's handling of a message. */
import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import { ARENA } from "../../games/skirmish/shared/config.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { CONCURRENT } from "../../server/net/limits.ts";
import { GameRoom } from "../../server/rooms/gameRoom.ts";
import type { RoomContext } from "../../server/rooms/roomContext.ts";
import { CLOSE } from "../../shared/protocol.ts";
import { type LocalServer, roomOf, startLocally } from "../support/localServer.ts";
import { SkirmishRoom } from "../support/skirmishRoom.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

class FaultyRoom extends SkirmishRoom {
  constructor(context: RoomContext) {
    super(context, { ...ARENA, pilots: 0 });
  }
}

/** In a game with a bug in its `join`. */
class UnjoinableRoom extends GameRoom<World, ArenaState> {
  constructor(context: RoomContext) {
    const join: typeof skirmishServer.join = (world, key, name) => {
      const ship = skirmishServer.join(world, key, name);
      if (name === "Mallory") throw new Error("a mistake");
      return ship;
    };
    const settings = { ...ARENA, pilots: 0 };
    super(context, { game: { ...skirmishServer, join }, capacity: settings.capacity, settings });
  }
}

let server: LocalServer;
beforeAll(async () => {
  server = await startLocally({ faulty: FaultyRoom, unjoinable: UnjoinableRoom });
});
afterAll(() => server.stop());

it("kill 5: a handler that throws affects no player", async () => {
  const ada = await stockPlayer(server.url, "Ada", "faulty");
  const { world } = roomOf<FaultyRoom>(ada.room);
  const ship = world.ships.get(ada.room.sessionId)!;
  let thrown = 0;
  // Only the handler of the message fails; the step catches errors of its own.
  Object.defineProperty(ship, "name", {
    get: () => {
      if (!/frameGuard/.test(new Error().stack ?? "")) return "Ada";
      thrown++;
      throw new Error("a mistake");
    },
    configurable: true,
  });
  ada.room.send("chat", { text: "hello" });
  await until(() => thrown > 0, "the error");
  const bob = await stockPlayer(server.url, "Bob", "faulty");
  const { tick } = bob.room.state;
  await until(() => bob.room.state.tick > tick + 30, "the game to go on");
  // Messages of its sender are still handled.
  Object.defineProperty(ship, "name", { value: "Ada" });
  let received = "";
  bob.room.onMessage("chat", ({ text }: { text: string }) => {
    received = text;
  });
  ada.room.send("chat", { text: "still here" });
  await until(() => received === "still here", "Ada's message to arrive");
  await Promise.all([ada.room.leave(), bob.room.leave()]);
});

it("kill 5: the room itself catches an error in one of its timers", async () => {
  const logged = vi.spyOn(server.telemetry.log, "error").mockImplementation(() => {});
  const caught = (method: string) =>
    logged.mock.calls.some(
      ([fields, message]) =>
        message === "fault in a room" && (fields as unknown as { method: string }).method === method,
    );
  const ada = await stockPlayer(server.url, "Ada", "faulty");
  roomOf<FaultyRoom>(ada.room).clock.setTimeout(() => {
    throw new Error("a mistake in a timer");
  }, 10);
  await until(() => caught("setTimeout"), "the error to be caught");
  const { tick } = ada.room.state;
  await until(() => ada.room.state.tick > tick + 30, "the game to go on");
  expect(logged.mock.calls.some(([, message]) => message === "fault in a step")).toBe(false);
  logged.mockRestore();
  await ada.room.leave();
});

it("[FA3] a room in which every other step fails plays on, and does not flood the log", async () => {
  const logged = vi.spyOn(server.telemetry.log, "error").mockImplementation(() => {});
  const ada = await stockPlayer(server.url, "Ada", "faulty");
  const { world } = roomOf<FaultyRoom>(ada.room);
  const { nearby } = world;
  let thrown = 0;
  Object.defineProperty(world, "nearby", {
    get: () => {
      if (world.tick % 2 === 0) return nearby;
      thrown++;
      throw new Error("a mistake in every other step");
    },
  });
  await until(() => thrown > 40, "forty steps to fail");
  const faults = logged.mock.calls.filter(([, message]) => message === "fault in a step");
  expect(faults.length).toBeLessThan(5);
  logged.mockRestore();
  await ada.room.leave();
});

it("[SV10] a room in which every step fails is closed, and its players are disconnected", async () => {
  const logged = vi.spyOn(server.telemetry.log, "error").mockImplementation(() => {});
  const ada = await stockPlayer(server.url, "Ada", "faulty");
  const room = roomOf<FaultyRoom>(ada.room);
  let code = 0;
  ada.room.onLeave((one) => {
    code = one;
  });
  Object.defineProperty(room.world, "tick", {
    get: () => {
      throw new Error("a mistake in every step");
    },
  });
  await until(() => code !== 0, "Ada to be disconnected");
  expect(code).toBe(CLOSE.over);
  await until(() => roomOf(ada.room) === undefined, "the room to close");
  logged.mockRestore();
});

it("[LI7] a join in which the game fails costs its player no seat, and leaves no entity in the match", async () => {
  const logged = vi.spyOn(server.telemetry.log, "error").mockImplementation(() => {});
  const watcher = await stockPlayer(server.url, "Watcher", "unjoinable");
  const { world } = roomOf<UnjoinableRoom>(watcher.room);
  const client = new Client(server.url);
  const session = await fetch(`${server.url}/api/session`, { method: "POST" });
  client.auth.token = ((await session.json()) as { token: string }).token;
  for (let times = 0; times < CONCURRENT.seats; times++)
    await expect(client.joinOrCreate("unjoinable", { name: "Mallory" })).rejects.toThrow();
  const ada = await client.joinOrCreate("unjoinable", { name: "Ada" });
  expect(new Set(world.ships.keys())).toEqual(new Set([watcher.room.sessionId, ada.sessionId]));
  logged.mockRestore();
  await Promise.all([ada.leave(), watcher.room.leave()]);
});
