/** Adding a field takes a row of a table and the rule that sets it. Everything else is derived. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { decodeCheckpoint, encodeCheckpoint } from "../../server/cluster/checkpoint.ts";
import type { GameServer } from "../../server/game.ts";
import { roomClass } from "../../server/rooms/roomClass.ts";
import { type CopiedGame, copySkirmish } from "../support/copiedGame.ts";
import { type LocalServer, roomOf, startLocally } from "../support/localServer.ts";
import { type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

type Probed = { probe: number };

let copy: CopiedGame;
let game: GameServer;
let server: LocalServer;
let stock: StockPlayer;
beforeAll(async () => {
  copy = copySkirmish();
  // The row.
  copy.insert("entities.ts", "    alive: boolean(),\n", "    probe: uint16(),\n");
  // The rule: the property of the simulation, its first value, and its change in a step.
  copy.insert("server/world.ts", "  alive: boolean;\n", "  probe: number;\n");
  copy.insert("server/world.ts", "    alive: false,\n", "    probe: 0,\n");
  copy.insert(
    "server/ships.ts",
    "  for (const ship of world.ships.values()) record(",
    "  for (const ship of world.ships.values()) ship.probe = 300 + (world.tick % 100);\n",
  );
  game = (await copy.load("server/index.ts")).skirmishServer;
  server = await startLocally({ copied: roomClass(game, "arena") });
  stock = await stockPlayer(server.url, "Ada", "copied");
});
afterAll(async () => {
  await stock.room.leave();
  await server.stop();
  copy.remove();
});

it("[FT5] a field that was added to the table of a copied game is read by a stock client", async () => {
  const probe = () => (stock.ship() as unknown as Probed).probe;
  await until(() => probe() >= 300, "the field");
  const first = probe();
  await until(() => probe() !== first, "the field to change");
  // The fields before and after it in the table have their values.
  expect(stock.ship()).toMatchObject({ name: "Ada", alive: true });
});

it("[FT5] … is stored in a checkpoint and restored", () => {
  const { world } = roomOf(stock.room);
  const bytes = encodeCheckpoint(game, world, {
    ...{ seats: [], newestMessage: 0, views: [], elapsed: 0, at: 0, moved: "crash" },
    wireIds: { schema: "", next: 9, nextMany: 9, parts: [], entities: {} },
  });
  const restored = decodeCheckpoint([game], bytes);
  const probeOf = (world: unknown) =>
    [...game.players(world as never).values()].map((ship) => (ship as unknown as Probed).probe);
  expect(probeOf(restored.world)).toEqual(probeOf(world));
  expect(probeOf(restored.world)[0]).toBeGreaterThanOrEqual(300);
});

it("[FT5] … is drawn by the game's own client on other players' ships", async () => {
  const { join } = await copy.load("client/session/join.ts");
  const session = await join({ url: server.url, room: "copied", name: "Bob" });
  const intent = { moveX: 0, moveY: 0, aim: 0, buttons: 0 };
  const others = (): Probed[] => {
    session.frame(performance.now(), intent);
    return [...session.entities()].filter(({ mine }) => !mine);
  };
  await until(() => others().some(({ probe }) => probe >= 300), "a drawn ship that has the field");
  await session.leave();
});
