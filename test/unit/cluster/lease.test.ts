/** A room's hold on itself: what it writes when, and what it does when it has slept or Redis is away. */
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { addScores, Lease } from "../../../server/cluster/lease.ts";
import { LEASE, Ledger, redisLedger } from "../../../server/cluster/ledger.ts";
import { systemClock } from "../../../server/cluster/ports.ts";
import { connectTo, ready } from "../../../server/cluster/redis.ts";
import { tick } from "../../../server/sim/tick.ts";
import type { World } from "../../../server/sim/world.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";
import { until } from "../../support/until.ts";
import { openWorld, shipAt } from "../../support/worlds.ts";

let server: TestRedis;
let connection: ReturnType<typeof connectTo>;
beforeAll(async () => {
  server = await startRedis();
  connection = connectTo(server.url, "skirmish");
  await ready(connection);
});
afterAll(async () => {
  connection.disconnect();
  await server.close();
});

const processNamed = (id: string): Ledger =>
  new Ledger(redisLedger(connection), () => ({ id, address: "127.0.0.1:1", public: "" }));

let room = "";
let world: World;
let lease: Lease;
let lost = 0;
let written = 0;
beforeEach(async () => {
  room = `room${Math.random().toString(36).slice(2)}`;
  world = openWorld();
  lost = written = 0;
  const ledger = processNamed("mine");
  await ledger.claim(room, "arena");
  lease = new Lease(
    ledger,
    { room, name: "arena", epoch: 1 },
    {
      checkpoint: () => Buffer.from(`checkpoint ${++written}`),
      onLost: () => {
        lost++;
      },
    },
    systemClock,
  );
});

const field = (name: string) => server.client.hget(`skirmish:room:${room}`, name);
function step(): void {
  tick(world);
  lease.step(world);
}
/** Everything written so far has been answered: answers come in order. */
async function settled(): Promise<void> {
  await connection.ping();
  await setImmediate();
}
/** As a debugger, a full garbage collection or SIGSTOP: nothing runs. */
const sleep = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

it("writes a checkpoint at once, then every 200 ms of play, and one more when a seat changes", async () => {
  step();
  expect(written).toBe(1);
  await settled();
  expect(await field("checkpoint")).toBe("checkpoint 1");
  for (let i = 0; i < 5; i++) step();
  expect(written, "within 200 ms").toBe(1);
  step();
  expect(written, "after 200 ms").toBe(2);
  await settled();
  expect(await field("checkpoint")).toBe("checkpoint 2");
  lease.seatsChanged();
  step();
  expect(written, "with a seat").toBe(3);
});

it("[SV3] does not wait for the answer to a checkpoint before it writes the next, but lets no more than 3 pile up", async () => {
  for (let i = 0; i < 7; i++) step();
  expect(written, "none of them answered").toBe(2);
  for (let i = 0; i < 40; i++) step();
  expect(written).toBe(3);
  await settled();
  expect(await field("checkpoint")).toBe("checkpoint 3");
  step();
  expect(written, "once there is room again").toBe(4);
});

it("[SV4] writes a score in the step in which it is won, and it is there after a restore", async () => {
  const ship = shipAt(world, "ada", 500, 500);
  step();
  await settled();
  ship.score = 110;
  step();
  await settled();
  const restored = openWorld();
  shipAt(restored, "ada", 500, 500);
  addScores(restored, Buffer.from((await field("scores"))!));
  expect(restored.ships.get("ada")!.score).toBe(110);
});

it("[SV5] after a sleep longer than the lease nothing is stepped before Redis has said that the room is its own", async () => {
  expect(lease.isOurs()).toBe(true);
  sleep(LEASE.expires + 100);
  expect(lease.isOurs(), "right after the sleep").toBe(false);
  await until(() => lease.isOurs(), "the room to be its own");
  expect(lost).toBe(0);
});

it("[SV5] an owner whose room was claimed while it slept learns of it once, and never steps again", async () => {
  lease.isOurs();
  sleep(LEASE.expires + 100);
  expect(await processNamed("heir").claim(room, "arena")).toMatchObject({ result: "won", epoch: 2 });
  expect(lease.isOurs()).toBe(false);
  await until(() => lost === 1, "the owner to know");
  expect(lease.isOurs()).toBe(false);
  step();
  await lease.release();
  expect(await field("owner")).toBe("heir");
  expect(await field("checkpoint")).toBeNull();
  expect(lost).toBe(1);
});

it("plays on while Redis is away, even after a sleep, and writes again when it is back", async () => {
  step();
  await settled();
  lease.isOurs();
  server.pause();
  try {
    sleep(LEASE.expires + 100);
    lease.isOurs();
    await until(() => lease.isOurs(), "the room to play on");
    for (let i = 0; i < 30; i++) step();
  } finally {
    server.resume();
  }
  const before = written;
  await until(() => {
    step();
    return written > before + 1;
  }, "checkpoints to be written again");
  expect(lost).toBe(0);
});

it("a room that could not be passed on because Redis was away plays on, and is its own again when it is back", async () => {
  step();
  await settled();
  server.pause();
  try {
    await expect(lease.pass(processNamed("heir").self, Buffer.from("all"))).rejects.toThrow();
    expect(await lease.takeBack()).toBe(true);
    expect(lease.isOurs()).toBe(true);
  } finally {
    server.resume();
  }
  // What was asked before may have been heard: then the room is the heir's, and this is told.
  await until(() => {
    step();
    return written > 2 || lost > 0;
  }, "Redis to say whose the room is");
});

it("a room whose heir did not want it is taken back under an epoch of its own", async () => {
  const heir = processNamed("heir");
  expect(await lease.pass(heir.self, Buffer.from("all"))).toBe(true);
  expect(await lease.takeBack()).toBe(true);
  expect(lease.epoch).toBe(3);
  step();
  await settled();
  expect(await field("checkpoint")).toBe("checkpoint 1");
  expect(lost).toBe(0);
});
