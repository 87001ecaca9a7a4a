/** The lease of a room: what it writes when, and what it does after a stop or while Redis is away. */
import { once } from "node:events";
import { setImmediate, setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { tick } from "../../../games/skirmish/server/tick.ts";
import type { World } from "../../../games/skirmish/server/world.ts";
import { CheckpointWriter } from "../../../server/cluster/checkpointWriter.ts";
import type { HeldRooms } from "../../../server/cluster/heldRooms.ts";
import { Lease } from "../../../server/cluster/lease.ts";
import { Ledger, type Write } from "../../../server/cluster/ledger.ts";
import { type LeasedRoom, RoomOwnership } from "../../../server/cluster/ownership.ts";
import { type Clock, systemClock } from "../../../server/cluster/ports.ts";
import { connectTo, ready } from "../../../server/cluster/redis.ts";
import { redisLedger } from "../../../server/cluster/redisLedger.ts";
import { ROOM_LEASE } from "../../../server/cluster/roomLease.ts";
import { IMPATIENT, patient, startRedis, type TestRedis } from "../../support/redis.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";
import { openWorld } from "../../support/worlds.ts";

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
/** Questions to other processes, and the epoch under which one of them has the room; 0: none has. */
let asked = 0;
let elsewhere = 0;
/** Whether the room knows what has changed since the checkpoint. */
let hasTail = true;
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
  lost = doubts = written = asked = elsewhere = 0;
  hasTail = true;
  const ledger = processNamed("mine");
  await ledger.open(room, "arena");
  lease = new Lease(
    ledger,
    { room, name: "arena", epoch: 1 },
    {
      checkpoint: () => Buffer.from(`checkpoint ${++written}`),
      isPlayedElsewhere: async (epoch) => {
        asked++;
        return elsewhere > epoch;
      },
      tail: () => (hasTail ? Buffer.from(`${world.tick} `) : undefined),
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
  lease.writer.step(world.tick);
}
const tail = async () => (await server.client.get(`skirmish:tail:${room}`))?.trim();
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
  const isPlayedElsewhere = async () => false;
  const leased = { id: room, name: "arena" } as unknown as LeasedRoom;
  const ownership = new RoomOwnership(
    { held, clock, telemetry: silentTelemetry, peers: {} as never, isPlayedElsewhere, addresses: () => [] },
    leased,
  );
  await ownership.open();
  expect(ownership.inDoubt).toBe(false);
  sleep(ROOM_LEASE.slept + 100);
  expect(ownership.inDoubt, "before a step was attempted").toBe(true);
  await until(() => !ownership.inDoubt, "Redis to confirm the owner");
  ownership.end();
});

it("[SV16] writes a checkpoint at once, then every second of play and when a seat changes, and each step in between", async () => {
  const answered = async (steps: number) => {
    for (let i = 0; i < steps; i++) {
      step();
      await settled();
    }
  };
  await answered(1);
  expect([written, await field("checkpoint"), await tail()]).toEqual([1, "checkpoint 1", ""]);
  await answered(28);
  expect(written, "within the first second").toBe(1);
  expect(await tail()).toBe(Array.from({ length: 28 }, (_, i) => i + 2).join(" "));
  await answered(1);
  expect([written, await field("checkpoint"), await tail()]).toEqual([2, "checkpoint 2", ""]);
  await answered(5);
  lease.writer.requestCheckpoint();
  await answered(1);
  expect([written, await tail()], "with a seat").toEqual([3, ""]);
  await answered(23);
  expect(written).toBe(3);
  await answered(1);
  expect(written, "on the beat").toBe(4);
});

it("[SV16] does not wait for answers, but has at most 3 checkpoints and half a second of steps unanswered", async () => {
  for (let i = 0; i < 16; i++) step();
  expect(written, "none of them answered").toBe(1);
  for (let i = 0; i < 60; i++) step();
  expect(written, "then checkpoints alone").toBe(3);
  await settled();
  expect([await field("checkpoint"), await tail()]).toEqual(["checkpoint 3", ""]);
  step();
  expect(written, "once an answer has arrived").toBe(4);
  step();
  await settled();
  expect([await field("checkpoint"), await tail()]).toEqual(["checkpoint 4", String(world.tick)]);
});

it("[SV3] writes five checkpoints a second while nobody knows what steps have changed", async () => {
  hasTail = false;
  for (let i = 0; i < 25; i++) {
    step();
    await settled();
  }
  expect(written).toBe(5);
  expect(await tail()).toBe("");
});

it("[SV16] writes a checkpoint when Redis lacks a step, and when the tail has become long", async () => {
  step();
  step();
  await settled();
  // As if a step had been lost with a connection.
  await server.client.hset(`skirmish:room:${room}`, "written", "1:1");
  for (let i = 0; i < 8; i++) {
    step();
    await settled();
  }
  expect([written, await field("checkpoint")]).toEqual([2, "checkpoint 2"]);
  expect(await tail()).toMatch(new RegExp(`^\\d+( \\d+)* ${world.tick}$`));
  const long = { checkpoint: () => Buffer.from("x"), tail: () => Buffer.alloc(100_000) };
  let checkpoints = 0;
  const writer = new CheckpointWriter(
    {
      now: () => 0,
      ...long,
      write: async () => {
        checkpoints++;
        return "renewed" as const;
      },
      append: async () => "renewed" as const,
    },
    silentTelemetry.metrics,
  );
  for (let tick = 1; tick <= 9; tick++) writer.step(tick);
  expect(checkpoints, "after 3 × 100 kB").toBe(3);
});

it("[SV10] a match counts as played after 30 steps, and after the steps that a starved process makes in a second", async () => {
  for (const [ms, expected] of [
    [0, 30],
    [300, 5],
  ] as const) {
    let now = 0;
    const playedAt: number[] = [];
    let tick = 0;
    const ports = {
      now: () => now,
      checkpoint: () => Buffer.from("x"),
      tail: () => Buffer.from("+"),
      write: async ({ played }: Write) => {
        if (played) playedAt.push(tick);
        return "renewed" as const;
      },
      append: async () => "renewed" as const,
    };
    const writer = new CheckpointWriter(ports, silentTelemetry.metrics);
    while (tick < 100) {
      writer.step(++tick);
      now += ms;
      await setImmediate();
    }
    expect(playedAt, `steps of ${ms} ms`).toEqual([expected]);
  }
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
  const events = {
    checkpoint: () => Buffer.from(""),
    tail: () => undefined,
    isPlayedElsewhere: async () => false,
    onLost: () => {},
    onDoubt: () => {},
  };
  const suspended = new Lease(ledger, { room, name: "arena", epoch: 1 }, events, silentTelemetry, suspending);
  expect(suspended.isOurs()).toBe(true);
  slept = 60_000;
  expect(suspended.isOurs(), "right after the stop").toBe(false);
  await until(() => suspended.isOurs(), "Redis to confirm the owner");
});

/** Redis knows the room as it was before another run of Redis, which has been known for long enough. */
const ageRecord = () => server.client.hset(`skirmish:room:${room}`, "renewed", -1);

it("[SV5][SV9] an owner that slept asks the other processes only where Redis may have lost a later owner", async () => {
  sleep(SLEEP);
  expect(lease.isOurs()).toBe(false);
  await until(() => lease.isOurs(), "Redis to confirm the owner");
  expect(asked, "Redis knows the room").toBe(0);
  await ageRecord();
  elsewhere = 1;
  sleep(SLEEP);
  expect(lease.isOurs()).toBe(false);
  await until(() => lease.isOurs(), "Redis to confirm the owner");
  expect([asked, lost], "no other process has it under a later epoch").toEqual([1, 0]);
});

it("[SV9] an owner that slept gives way to a later one that Redis has lost, and that cannot reach it", async () => {
  await ageRecord();
  elsewhere = 2;
  sleep(SLEEP);
  expect(lease.isOurs()).toBe(false);
  await until(() => lost > 0, "the owner to give way");
  expect([lease.isOurs(), await field("renewed")], "nothing is renewed").toEqual([false, "-1"]);
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

it("[CL5] plays on while Redis is away, and then writes a checkpoint and each step again", async () => {
  step();
  await settled();
  pauseRedis();
  try {
    for (let i = 0; i < 30; i++) {
      expect(lease.isOurs()).toBe(true);
      step();
      await wait(20);
    }
    await expect(connection.ping()).rejects.toThrow();
  } finally {
    server.resume();
  }
  const before = written;
  await until(async () => {
    step();
    await settled().catch(() => {});
    return written > before && (await tail())?.endsWith(` ${world.tick}`);
  }, "a checkpoint and the steps after it to be written again");
  expect(await field("checkpoint")).toBe(`checkpoint ${written}`);
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

it("[SV9] an owner of a later epoch replaces an older record, and writes a checkpoint soon", async () => {
  step();
  await settled();
  await server.client.hset(`skirmish:room:${room}`, "owner", "old", "epoch", 0, "checkpoint", "old");
  for (let i = 0; i < 8; i++) {
    step();
    await settled();
  }
  expect(await field("owner")).toBe("mine");
  expect(await field("checkpoint")).toBe("checkpoint 2");
  expect(lost).toBe(0);
});
