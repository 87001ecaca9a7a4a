/** The lease of a room: what it writes when, and what it does after a stop or while Redis is away. */
import { once } from "node:events";
import { setImmediate, setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { skirmishServer } from "../../../games/skirmish/server/index.ts";
import { tick } from "../../../games/skirmish/server/tick.ts";
import type { World } from "../../../games/skirmish/server/world.ts";
import { decodeScores } from "../../../server/cluster/checkpoint.ts";
import type { HeldRooms } from "../../../server/cluster/heldRooms.ts";
import { Lease } from "../../../server/cluster/lease.ts";
import { Ledger, ROOM_LEASE } from "../../../server/cluster/ledger.ts";
import { type LeasedRoom, RoomOwnership } from "../../../server/cluster/ownership.ts";
import { type Clock, systemClock } from "../../../server/cluster/ports.ts";
import { connectTo, ready } from "../../../server/cluster/redis.ts";
import { redisLedger } from "../../../server/cluster/redisLedger.ts";
import { Match } from "../../../shared/log/match.ts";
import type { Rules } from "../../../shared/rules.ts";
import { IMPATIENT, patient, startRedis, type TestRedis } from "../../support/redis.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";
import { openWorld, shipAt } from "../../support/worlds.ts";

let server: TestRedis;
let connection: ReturnType<typeof connectTo>;
beforeAll(async () => {
  server = await startRedis();
  connection = patient(connectTo(server.url, "skirmish"));
  await ready(connection);
  const store = redisLedger(connection);
  // As if this run of Redis had been known for long.
  await until(() => server.client.exists("skirmish:ledger:redis"), "the run of Redis to be recorded");
  await server.client.hset("skirmish:ledger:redis", "since", 0);
  processNamed = (id) => new Ledger(store, () => ({ id, address: "127.0.0.1:1", public: "" }));
});
afterAll(async () => {
  connection.disconnect();
  await server.close();
});

let processNamed: (id: string) => Ledger;

let room = "";
let world: World;
let lease: Lease;
let lost = 0;
let doubts = 0;
let written = 0;
/** Time passes only when a test says so: otherwise a busy machine would make an owner seem stopped. */
let now = 0;
const clock: Clock = { ...systemClock, now: () => now, date: () => now };
/** Redis hangs. The connection is closed as soon as a process would close it. */
function pauseRedis(): void {
  connection.options.commandTimeout = IMPATIENT;
  server.pause();
}
beforeEach(async () => {
  patient(connection);
  room = `room${Math.random().toString(36).slice(2)}`;
  world = openWorld();
  lost = doubts = written = 0;
  const ledger = processNamed("mine");
  await ledger.open(room, "arena");
  lease = new Lease(
    ledger,
    { room, name: "arena", epoch: 1 },
    {
      checkpoint: () => Buffer.from(`checkpoint ${++written}`),
      onLost: () => {
        lost++;
      },
      onDoubt: () => {
        doubts++;
      },
    },
    silentTelemetry,
    clock,
  );
});

const field = (name: string) => server.client.hget(`skirmish:room:${room}`, name);
function step(): void {
  tick(world);
  lease.writer.step({ tick: world.tick, players: world.ships });
}
/** Everything written so far has been answered: answers come in order. */
async function settled(): Promise<void> {
  await connection.ping();
  await setImmediate();
}
/** As by a debugger, a full garbage collection or SIGSTOP: nothing runs. */
function sleep(ms: number): void {
  now += ms;
}

it("[SV5] a process that was stopped is in doubt before its first step, until Redis has answered", async () => {
  const ledger = processNamed("mine");
  const held = { ledger, open: async () => ({ epoch: 1 }), closed() {} } as unknown as HeldRooms;
  const leased = { id: room, name: "arena" } as unknown as LeasedRoom;
  const ownership = new RoomOwnership(
    { held, clock, telemetry: silentTelemetry, peers: {} as never, addresses: () => [] },
    leased,
  );
  await ownership.open();
  expect(ownership.inDoubt).toBe(false);
  sleep(ROOM_LEASE.slept + 100);
  expect(ownership.inDoubt, "before a step was attempted").toBe(true);
  await until(() => !ownership.inDoubt, "Redis to confirm the owner");
  ownership.end();
});

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
  lease.writer.requestCheckpoint();
  step();
  expect(written, "with a seat").toBe(3);
});

it("[SV3] does not wait for the answer to a checkpoint before it writes the next, but has at most 3 unanswered", async () => {
  for (let i = 0; i < 7; i++) step();
  expect(written, "none of them answered").toBe(2);
  for (let i = 0; i < 40; i++) step();
  expect(written).toBe(3);
  await settled();
  expect(await field("checkpoint")).toBe("checkpoint 3");
  step();
  expect(written, "once an answer has arrived").toBe(4);
});

it("[SV4] writes a score in the step that changes it, and a restore contains it", async () => {
  const ship = shipAt(world, "ada", 500, 500);
  step();
  await settled();
  ship.score = 110;
  step();
  await settled();
  const restored = openWorld();
  shipAt(restored, "ada", 500, 500);
  const match = new Match(skirmishServer as Rules, restored);
  for (const [key, score] of decodeScores(Buffer.from((await field("scores"))!)))
    match.apply({ type: "score", key, score });
  expect(restored.ships.get("ada")!.score).toBe(110);
});

it("[SV14] a match that ends while Redis is away is over once Redis is back: no process restores it", async () => {
  step();
  await settled();
  const back = once(connection, "ready");
  connection.disconnect(true);
  const released = lease.release();
  await back;
  await released;
  expect(await processNamed("another").look(room)).toBe("over");
});

it("players that have left leave no data behind in a long-lived room", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const players = new Map<string, { key: string; score: number }>();
  let [at, joined] = [0, 0];
  const churn = async (steps: number) => {
    for (let i = 0; i < steps; i++) {
      players.clear();
      for (let j = 0; j < 500; j++) {
        const key = `player number ${joined++}`;
        players.set(key, { key, score: 10 });
      }
      lease.writer.requestCheckpoint();
      lease.writer.step({ tick: at++, players });
      await settled();
    }
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = await churn(40);
  expect((await churn(400)) - before, "bytes for 200,000 players that have left").toBeLessThan(5e6);
});

const SLEEP = ROOM_LEASE.slept + 100;
const takeFromMine = () => processNamed("heir").takeOver(room, { id: "mine", epoch: 1, name: "arena" });

it("[SV5] after a stop no step is made before Redis has confirmed the owner", async () => {
  expect(lease.isOurs()).toBe(true);
  sleep(SLEEP);
  expect(lease.isOurs(), "right after the stop").toBe(false);
  expect(lease.isSure).toBe(false);
  await until(() => lease.isOurs(), "Redis to confirm the owner");
  expect([lost, doubts]).toEqual([0, 0]);
});

it("[SV5] a suspended machine, whose clock stood still, counts as a stop", async () => {
  let slept = 0;
  const suspending = { ...clock, date: () => now + slept };
  const ledger = processNamed("mine");
  const events = { checkpoint: () => Buffer.from(""), onLost: () => {}, onDoubt: () => {} };
  const suspended = new Lease(ledger, { room, name: "arena", epoch: 1 }, events, silentTelemetry, suspending);
  expect(suspended.isOurs()).toBe(true);
  slept = 60_000;
  expect(suspended.isOurs(), "right after the stop").toBe(false);
  await until(() => suspended.isOurs(), "Redis to confirm the owner");
});

it("[SV5] an owner whose room was taken over while it was stopped learns of it once, and never steps again", async () => {
  lease.isOurs();
  sleep(SLEEP);
  // The lease in Redis has expired, too.
  await wait(SLEEP);
  expect(await takeFromMine()).toMatchObject({ result: "won", epoch: 2 });
  expect(lease.isOurs()).toBe(false);
  await until(() => lost === 1, "the owner to know");
  expect(lease.isOurs()).toBe(false);
  step();
  await lease.release();
  expect(await field("owner")).toBe("heir");
  expect(await field("checkpoint")).toBeNull();
  expect(lost).toBe(1);
});

it("[CL5] plays on while Redis is away, and then writes all scores since the last checkpoint that was stored", async () => {
  const ship = shipAt(world, "ada", 500, 500);
  step();
  await settled();
  pauseRedis();
  try {
    ship.score = 10;
    for (let i = 0; i < 30; i++) {
      expect(lease.isOurs()).toBe(true);
      step();
      await wait(20);
    }
    await expect(connection.ping()).rejects.toThrow();
  } finally {
    server.resume();
  }
  // The score is in checkpoints that were given up, so it is written once more.
  await until(async () => {
    ship.score++;
    step();
    await settled().catch(() => {});
    const saved = (await field("scores")) ?? "";
    return (
      saved.includes(`["ada",${ship.score}]`) || /checkpoint [3-9]/.test((await field("checkpoint")) ?? "")
    );
  }, "scores to be written again");
  expect(lost).toBe(0);
});

it("[SV5] an owner that was stopped and gets no answer makes no step, sends its clients away, and goes on when Redis is back", async () => {
  step();
  await settled();
  lease.isOurs();
  pauseRedis();
  try {
    sleep(SLEEP);
    expect(lease.isOurs(), "without an answer").toBe(false);
    sleep(2000);
    await until(() => doubts > 0, "the clients to be sent away");
    expect(lease.isOurs(), "without an answer").toBe(false);
  } finally {
    server.resume();
  }
  await until(() => lease.isOurs(), "Redis to confirm the owner");
  expect([lost, doubts]).toEqual([0, 1]);
});

it("[SV6] a room whose hand-over failed because Redis was away is not stepped until Redis has answered", async () => {
  step();
  await settled();
  pauseRedis();
  let kept: boolean | undefined;
  try {
    await expect(lease.pass(processNamed("heir").self, Buffer.from("all"))).rejects.toThrow();
    void lease.takeBack().then((is) => {
      kept = is;
    });
    sleep(2000);
    await until(() => doubts > 0, "the clients to be sent away");
    expect([kept, lease.isOurs()], "without an answer").toEqual([undefined, false]);
  } finally {
    server.resume();
  }
  await until(() => kept !== undefined, "Redis to name the owner of the room");
  expect(kept).toBe(true);
  // Whether the hand-over was carried out or not, and whenever it arrives.
  expect(await field("owner")).toBe("mine");
  expect(Number(await field("epoch"))).toBe(lease.epoch);
  expect(
    await processNamed("mine").pass(room, "arena", 1, Buffer.from("late"), processNamed("heir").self),
  ).toBe(false);
  expect(lease.isOurs()).toBe(true);
});

it("[SV6] a room that its target process has opened meanwhile is not taken back", async () => {
  const target = processNamed("heir");
  await lease.pass(target.self, Buffer.from("all"));
  expect(await target.takePassed(room, "arena", 2)).toMatchObject({ result: "won", epoch: 3 });
  expect(await lease.takeBack()).toBe(false);
  expect(lease.isOurs()).toBe(false);
});

it("a room that its target process has refused is taken back under a new epoch", async () => {
  const target = processNamed("heir");
  expect(await lease.pass(target.self, Buffer.from("all"))).toBe(true);
  expect(await lease.takeBack()).toBe(true);
  expect(lease.epoch).toBe(3);
  step();
  await settled();
  expect(await field("checkpoint")).toBe("checkpoint 1");
  expect(lost).toBe(0);
});

it("[SV9] an owner of a later epoch replaces an older record, and writes a full checkpoint with the next step", async () => {
  step();
  await settled();
  await server.client.hset(`skirmish:room:${room}`, "owner", "old", "epoch", 0, "checkpoint", "old");
  const ship = shipAt(world, "ada", 500, 500);
  ship.score = 10;
  step();
  await settled();
  step();
  await settled();
  expect(await field("owner")).toBe("mine");
  expect(await field("checkpoint")).toBe("checkpoint 2");
  expect(lost).toBe(0);
});
