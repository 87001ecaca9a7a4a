/** Duellists that wait in different processes. */
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { askIdentity, credentials } from "../../client/session/identity.ts";
import { PHASE } from "../../games/skirmish/shared/phase.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { redisRecords } from "../../server/records/redisStore.ts";
import { TestCluster } from "../support/cluster.ts";
import type { RunningServer } from "../support/server.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(2, { RECORDS: "on" });
  await cluster.ready();
});
afterAll(() => cluster.close());

/** @returns a player that asks this process */
async function player(name: string, { url }: RunningServer) {
  const identity = await askIdentity(url, name);
  const client = new Client(url, credentials(identity));
  /** Rooms to which it was sent. */
  const sent: string[] = [];
  const seated = async (joining: Promise<Room<ArenaState>>) => {
    const room = await joining;
    room.onMessage("match", ({ room: id }: { room: string }) => sent.push(id));
    room.onMessage("*", () => {});
    await until(() => room.state?.ships?.get(room.sessionId) !== undefined, `${name}'s ship`);
    return room;
  };
  return { id: identity.player.id, client, sent, seated };
}

it("[DU3][DU11] a player of other skill that waits in another process is sent to the one that has waited longer, once the window is wide enough", async () => {
  const [one, other] = cluster.servers as [RunningServer, RunningServer];
  const [novice, adept] = [await player("Novice", one), await player("Adept", other)];
  const store = redisRecords(await cluster.redis.connect(), { figuresOf: () => ["kills", "wins"], days: 0 });
  // Skill 1480: the window of 1000 reaches it after 13 s.
  const rating = { was: undefined, now: { mu: 37, sigma: 2 } };
  const entries = [{ key: "a", player: adept.id, name: "Adept", figures: { kills: 1 }, rating }];
  await store.add({ id: "past:1", mode: "duel", at: Date.now(), entries });

  const waits = await novice.seated(novice.client.joinOrCreate("duel", { name: "Novice" }));
  const home = await cluster.ownerOf(waits.roomId);
  let room: Room<ArenaState> | undefined;
  await until(async () => {
    await room?.leave();
    room = await adept.seated(adept.client.create("duel", { name: "Adept" }));
    return (await cluster.ownerOf(room.roomId)) !== home;
  }, "rooms in two processes");
  const listed = async ({ url }: RunningServer) => {
    const rooms = (await (await fetch(`${url}/api/rooms`)).json()) as { id: string; waiting?: true }[];
    return rooms.filter(({ waiting }) => waiting).map(({ id }) => id);
  };
  const both = [waits.roomId, room!.roomId].sort().join();
  for (const server of cluster.servers)
    await until(async () => (await listed(server)).sort().join() === both, "both to be listed as waiting");

  await until(() => adept.sent.length > 0, "the window to widen");
  expect([adept.sent[0], novice.sent]).toEqual([waits.roomId, []]);
  const joined = await adept.seated(adept.client.joinById(adept.sent[0]!, { name: "Adept" }));
  await room!.leave();
  await until(() => waits.state.phase === PHASE.warmup, "their warm-up");
  expect(joined.roomId).toBe(waits.roomId);
  await until(async () => (await listed(other)).length === 0, "nobody to wait");
  await Promise.all([waits.leave(), joined.leave()]);
});
