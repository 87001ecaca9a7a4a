/**
 * A process is killed between two checkpoints: the match continues with everything that its last steps have
 * changed.
 */
import type { Room } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { TestCluster } from "../support/cluster.ts";
import { WITHOUT_IO_THREADS } from "../support/server.ts";
import { stockReturn } from "../support/stockClient.ts";
import { stockSeat } from "../support/stockSeat.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(2, {}, false, WITHOUT_IO_THREADS);
});
afterAll(() => cluster.close());

/** Breaks the connection of a stock client, and returns at once. */
async function again(room: Room<unknown, ArenaState>, url: string): Promise<Room<unknown, ArenaState>> {
  const { reconnectionToken } = room;
  room.reconnection.enabled = false;
  room.connection.close();
  const back = await stockReturn<ArenaState>(url, reconnectionToken);
  back.onMessage("*", () => {});
  await until(() => back.state?.tick > 0, "a patch after the return");
  return back;
}

it("[SV3][SV16] tokens that were rotated twice, a leave and each step since the checkpoint survive a kill", {
  timeout: 300_000,
}, async () => {
  const [entry] = cluster.servers;
  const { url } = entry!;
  let { room: ada } = await stockSeat<ArenaState>(url, "arena", { name: "Ada" });
  const { room: bob, send } = await stockSeat<ArenaState>(url, "arena", { name: "Bob" });
  const { room: cid } = await stockSeat<ArenaState>(url, "arena", { name: "Cid" });
  const id = bob.roomId;
  expect([ada.roomId, cid.roomId]).toEqual([id, id]);
  const sessions = [ada, bob, cid].map(({ sessionId }) => sessionId);
  await until(() => bob.state.tick > 40, "the match to run");
  const owner = await cluster.ownerOf(id);
  const other = cluster.servers.find((one) => one !== owner)!;

  ada = await again(await again(ada, owner.url), owner.url);
  await cid.leave();
  const { tick } = bob.state;
  for (let count = 0; bob.state.tick < tick + 3; count++) {
    send({ moveX: 100, aim: count * 300 });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  bob.reconnection.enabled = ada.reconnection.enabled = false;
  let latest = bob.state.tick;
  bob.onStateChange((state) => {
    latest = Math.max(latest, state.tick);
  });
  const epoch = cluster.epochOf(id);
  await cluster.savesSteps(id);
  await cluster.kill(owner);

  const back = await Promise.all(
    [ada, bob].map(async ({ reconnectionToken }) => {
      const room = await stockReturn<ArenaState>(other.url, reconnectionToken);
      room.onMessage("*", () => {});
      return room;
    }),
  );
  expect(back.map(({ sessionId, roomId }) => [sessionId, roomId])).toEqual([
    [sessions[0], id],
    [sessions[1], id],
  ]);
  const restored = cluster.owned().find(({ room, epoch: of }) => room === id && of > epoch)!;
  expect(latest - restored.tick!, "ticks that were taken back").toBeLessThanOrEqual(2);
  await until(() => back.every(({ state }) => state?.tick > latest + 5), "the match to go on");
  expect(back.map(({ state, sessionId }) => state.ships.get(sessionId)?.name)).toEqual(["Ada", "Bob"]);
  await until(
    async () => (await cluster.rooms())[0]?.players === 2,
    "the listing to count those that did not leave",
  );
  const left = stockReturn(other.url, cid.reconnectionToken);
  await expect(left, "a player that has left").rejects.toMatchObject({ code: 524 });
  await Promise.all(back.map((room) => room.leave()));
});
