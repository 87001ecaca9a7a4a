/** Heartbeats of processes in a real Redis, without the other parts of a process. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, type TestContext } from "vitest";
import { redisBeat } from "../../../server/cluster/beat.ts";
import type { Stray } from "../../../server/cluster/listings.ts";
import { systemClock } from "../../../server/cluster/ports.ts";
import { connectTo, ready } from "../../../server/cluster/redis.ts";
import {
  type Link,
  PROCESS_LEASE,
  RedisRegistry,
  type RegistryStore,
  redisLink,
} from "../../../server/cluster/redisRegistry.ts";
import type { ProcessRecord } from "../../../server/cluster/registry.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

const recordOf = (id: string): ProcessRecord => ({
  ...{ id, address: `${id}:1`, public: "", pid: 1, state: "ready", headroom: 1, tickP99: 0, loopLag: 0 },
  ...{ rooms: 0, players: 0, capacity: 9, keepsUp: true, memory: 0, version: "", started: 0, secrets: [] },
  moved: { rooms: 0, players: 0, longestGap: 0 },
});
const listing = (room: string, processId: string, clients = 0, epoch = 0) =>
  JSON.stringify({ roomId: room, processId, clients, epoch });
/** The other records of a process, all empty. */
const ALONE = { roster: () => "[]", figures: () => "{}", listings: () => [], retire: async () => [] };
let clusters = 0;

/** A cluster name of the test's own: several tests share the Redis. */
function newCluster({ onTestFinished }: TestContext) {
  const name = `cluster-${++clusters}`;
  const key = (rest: string) => `${name}:${rest}`;
  return {
    key,
    listed: (room: string) => redis.client.hget(key("roomcaches"), room),
    /** A process that sends heartbeats until the test ends it without a goodbye. */
    async takePart(id: string, rooms: [string, string][] = []) {
      const one = await takePart(name, id, rooms);
      onTestFinished(one.die);
      return one;
    },
  };
}

async function takePart(cluster: string, id: string, rooms: [string, string][]) {
  const [connection, subscriber] = [connectTo(redis.url, cluster), connectTo(redis.url, cluster)];
  await Promise.all([connection, subscriber].map(ready));
  const registry = new RedisRegistry(
    redisBeat(connection),
    redisLink(connection, subscriber),
    silentTelemetry,
  );
  const buried: string[] = [];
  const retired: Stray[] = [];
  registry.events.on("dead", (dead) => buried.push(...dead));
  registry.introduce({
    ...ALONE,
    record: () => recordOf(id),
    listings: () => rooms,
    retire: async (strays) => {
      retired.push(...strays);
      return strays.map(([room]) => room);
    },
  });
  await registry.start();
  const die = (): void => {
    registry.silence();
    connection.disconnect();
    subscriber.disconnect();
  };
  return { registry, buried, retired, die, ids: () => registry.processes.map((one) => one.id).sort() };
}

it.concurrent("[CL3] a silent process is removed once, and its rooms are swept; a process that leaves is removed at once", async (context) => {
  const { listed, takePart } = newCluster(context);
  const a = await takePart("a");
  const b = await takePart("b", [["room-b", listing("room-b", "b")]]);
  const c = await takePart("c");
  await until(() => a.ids().length === 3, "all processes to be known");
  await c.registry.leave();
  await a.registry.beat();
  expect(a.ids()).toEqual(["a", "b"]);
  expect(await listed("room-b")).not.toBeNull();
  b.die();
  await until(() => a.buried.length > 0, "the silent process to be removed");
  expect(a.buried).toEqual(["b"]);
  expect(a.ids()).toEqual(["a"]);
  expect(
    a.registry.recentPeers.map(({ id }) => id).sort(),
    "[SV9] they may only be cut off from Redis",
  ).toEqual(["b", "c"]);
  expect(await listed("room-b")).toBeNull();
});

it.concurrent("[CL4] rooms are listed again if their listing is lost or stale, but not over another process's", async (context) => {
  const { key, listed, takePart } = newCluster(context);
  const mine: [string, string][] = [
    ["lost", listing("lost", "a", 1)],
    ["stale", listing("stale", "a", 2)],
    ["moved", listing("moved", "a", 3)],
  ];
  const a = await takePart("a", mine);
  await takePart("b");
  await redis.client.hdel(key("roomcaches"), "lost");
  await redis.client.hset(
    key("roomcaches"),
    "stale",
    listing("stale", "a", 9),
    "moved",
    listing("moved", "b", 4),
  );
  await a.registry.beat();
  expect(await listed("lost")).toBe(mine[0]![1]);
  expect(await listed("stale")).toBe(mine[1]![1]);
  expect(await listed("moved")).toBe(listing("moved", "b", 4));
});

it.concurrent("[CL4] a room replaces the listing of a former owner, and listings without a reported room are found", async (context) => {
  const { key, listed, takePart } = newCluster(context);
  const a = await takePart("a", [["back", listing("back", "a", 1, 3)]]);
  await takePart("b");
  await redis.client.hset(
    key("roomcaches"),
    ...["back", listing("back", "b", 4, 2), "ghost", listing("ghost", "a", 0, 7)],
    ...["theirs", listing("theirs", "b"), "broken", `{"processId":"a"`],
  );
  a.retired.length = 0;
  await a.registry.beat();
  expect(await listed("back")).toBe(listing("back", "a", 1, 3));
  await until(() => a.retired.length > 0, "the sweep to find the stray listing");
  expect(a.retired[0]).toEqual(["ghost", 7]);
  await until(async () => (await listed("broken")) === null, "the unreadable listing to be swept");
  expect(await listed("theirs")).not.toBeNull();
});

it.concurrent("[CL9] a process that sends no heartbeats is counted for a while, until its next heartbeat; one that left is not", async (context) => {
  const { takePart } = newCluster(context);
  const a = await takePart("a");
  const b = await takePart("b");
  const c = await takePart("c");
  await c.registry.leave();
  b.die();
  await until(() => a.buried.length > 0, "the silent process to be removed");
  expect(a.registry.silent).toBe(1);
  await takePart("b");
  await a.registry.beat();
  expect(a.registry.silent).toBe(0);
});

it("[CL5] no process counts as dead because Redis was away, and all know that it was", async (context) => {
  const { listed, takePart } = newCluster(context);
  const rooms: [string, string][] = [["room-b", listing("room-b", "b")]];
  const [a, b] = [await takePart("a"), await takePart("b", rooms)];
  await until(() => a.ids().length === 2, "both to be known");
  redis.pause();
  await until(() => !a.registry.up && !b.registry.up, "both to notice");
  await wait(PROCESS_LEASE + 500);
  redis.resume();
  await until(() => a.registry.up && b.registry.up, "both to notice that it is back");
  await wait(PROCESS_LEASE / 2);
  expect([a.buried, b.buried]).toEqual([[], []]);
  expect(a.ids()).toEqual(["a", "b"]);
  expect(await listed("room-b")).not.toBeNull();
});

it.concurrent("[CL5] the first heartbeat after an outage removes no process, and a process that then stays silent is removed", async (context) => {
  const { key, takePart } = newCluster(context);
  const a = await takePart("a");
  // As in Redis after an outage: all leases have expired, and the last heartbeat was long ago.
  await redis.client
    .multi()
    .zadd(key("leases"), 1, "b")
    .hset(key("processes"), "b", JSON.stringify(recordOf("b")))
    .set(key("beat"), 1)
    .exec();
  await a.registry.beat();
  expect(a.ids()).toEqual(["a", "b"]);
  expect(a.buried).toEqual([]);
  await until(() => a.buried.length > 0, "the silent process to be removed");
  expect(a.buried).toEqual(["b"]);
});

it.concurrent("[CL9] there may be other processes until Redis has received heartbeats for as long as a process may be silent", async (context) => {
  const { key, takePart } = newCluster(context);
  const a = await takePart("a");
  await until(() => !a.registry.mayHaveOthers, "the time after the first heartbeat to be over");
  // As in a Redis that lost its data, received one heartbeat, and hung.
  const since = Date.now() - 2 * PROCESS_LEASE;
  await redis.client.multi().set(key("beat"), since).set(key("beat:first"), since).exec();
  await a.registry.beat();
  expect(a.registry.mayHaveOthers).toBe(true);
  await until(() => !a.registry.mayHaveOthers, "all to have sent their heartbeats");
});

it("[CL4] after Redis has lost all data every process is known again within one heartbeat", async (context) => {
  const { listed, takePart } = newCluster(context);
  const rooms: [string, string][] = [["room-b", listing("room-b", "b")]];
  const [a] = [await takePart("a"), await takePart("b", rooms)];
  await redis.flush();
  await until(async () => (await listed("room-b")) !== null, "the room to be listed again");
  await until(() => a.ids().length === 2, "both to be known again");
  expect(a.buried).toEqual([]);
});

it("[CL9] a process that is drained knows which others there are although Redis has not answered a heartbeat, and does not wait for a Redis that is away", async () => {
  let processes = [recordOf("a")];
  /** Beats that Redis does not answer. */
  let lost = 0;
  const store: RegistryStore = {
    beat: async () => {
      if (lost-- > 0) throw new Error("Command timed out");
      return [processes, [], [], [], 0, 0];
    },
    leave: async () => {},
  };
  const link: Link = { onDown() {}, onUp() {}, probe() {} };
  const registry = new RedisRegistry(store, link, silentTelemetry);
  registry.introduce({ ...ALONE, record: () => recordOf("a") });
  // A process that is ended while it starts sends no heartbeats yet.
  await registry.announce();
  await registry.start();
  expect(registry.processes).toHaveLength(1);
  processes = [recordOf("a"), recordOf("b")];
  lost = 1;
  await registry.announce();
  expect(registry.processes).toHaveLength(2);
  lost = Number.POSITIVE_INFINITY;
  await registry.announce();
  expect(registry.up).toBe(false);
  registry.silence();
});

it("[CL5] a Redis that stalls for less than the lease of a process counts as available: no player is refused", async () => {
  let isStalled = false;
  const store: RegistryStore = {
    beat: async () => {
      if (isStalled) throw new Error("Command timed out");
      return [[recordOf("a")], [], [], [], 0, 0];
    },
    leave: async () => {},
  };
  const link: Link = { onDown() {}, onUp() {}, probe() {} };
  const clock = { ...systemClock, every: () => () => {} };
  const registry = new RedisRegistry(store, link, silentTelemetry, clock);
  registry.introduce({ ...ALONE, record: () => recordOf("a") });
  await registry.start();
  const beats = async (count: number) => {
    for (let i = 0; i < count; i++) await registry.beat();
    return registry.up;
  };
  isStalled = true;
  expect(await beats(3), "1.5 s").toBe(true);
  isStalled = false;
  expect(await beats(1)).toBe(true);
  isStalled = true;
  expect(await beats(3), "another 1.5 s").toBe(true);
  expect(await beats(1), "2 s").toBe(false);
});
