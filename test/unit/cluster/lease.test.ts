/** The lease of a room: what its owner does after a stop, while Redis is away, and when a hand-over fails. */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { HeldRooms } from "../../../server/cluster/heldRooms.ts";
import { type LeasedRoom, RoomOwnership } from "../../../server/cluster/ownership.ts";
import { ROOM_LEASE } from "../../../server/cluster/roomLease.ts";
import { TestLedgers } from "../../support/ledgers.ts";
import { OwnedRoom } from "../../support/ownedRoom.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";

/** A stop that is long enough to be noticed, ms. */
const SLEEP = ROOM_LEASE.slept + 100;

let ledgers: TestLedgers;
let owned: OwnedRoom;
beforeAll(async () => {
  ledgers = await TestLedgers.start();
  await ledgers.settle();
});
beforeEach(async () => {
  owned = await OwnedRoom.open(ledgers);
});
afterAll(() => ledgers.close());

const takeFromMine = () => ledgers.of("heir").takeOver(owned.room, { id: "mine", epoch: 1, name: "arena" });
/** Redis knows the room as it was before another run of Redis, which has been known for long enough. */
const ageRecord = () => owned.set("renewed", -1);

it("[SV5] a process that was stopped is in doubt before its first step, until Redis has answered", async () => {
  const ledger = ledgers.of("mine");
  const held = { ledger, open: async () => ({ epoch: 1 }), closed() {} } as unknown as HeldRooms;
  const isPlayedElsewhere = async () => false;
  const leased = { id: owned.room, name: "arena" } as unknown as LeasedRoom;
  const ownership = new RoomOwnership(
    {
      held,
      clock: owned.clock,
      telemetry: silentTelemetry,
      peers: {} as never,
      isPlayedElsewhere,
      addresses: () => [],
    },
    leased,
  );
  await ownership.open();
  expect(ownership.inDoubt).toBe(false);
  owned.sleep(ROOM_LEASE.slept + 100);
  expect(ownership.inDoubt, "before a step was attempted").toBe(true);
  await until(() => !ownership.inDoubt, "Redis to confirm the owner");
  ownership.end();
});

it("[SV14] a match that ends while Redis is away is over once Redis is back: no process restores it", async () => {
  owned.step();
  await owned.settled();
  const back = once(ledgers.connection, "ready");
  ledgers.connection.disconnect(true);
  const released = owned.lease.release();
  await back;
  await released;
  expect(await ledgers.of("another").look(owned.room)).toBe("over");
});

it("[SV5] after a stop no step is made before Redis has confirmed the owner", async () => {
  expect(owned.lease.isOurs()).toBe(true);
  owned.sleep(SLEEP);
  expect(owned.lease.isOurs(), "right after the stop").toBe(false);
  expect(owned.lease.isSure).toBe(false);
  await until(() => owned.lease.isOurs(), "Redis to confirm the owner");
  expect([owned.lost, owned.doubts]).toEqual([0, 0]);
});

it("[SV5] a suspended machine, whose clock stood still, counts as a stop", async () => {
  let slept = 0;
  const suspending = { ...owned.clock, date: () => owned.now + slept };
  const suspended = owned.leaseOn(suspending, {
    checkpoint: () => Buffer.from(""),
    tail: () => undefined,
    isPlayedElsewhere: async () => false,
    onLost: () => {},
    onDoubt: () => {},
  });
  expect(suspended.isOurs()).toBe(true);
  slept = 60_000;
  expect(suspended.isOurs(), "right after the stop").toBe(false);
  await until(() => suspended.isOurs(), "Redis to confirm the owner");
});

it("[SV5][SV9] an owner that slept asks the other processes only where Redis may have lost a later owner", async () => {
  owned.sleep(SLEEP);
  expect(owned.lease.isOurs()).toBe(false);
  await until(() => owned.lease.isOurs(), "Redis to confirm the owner");
  expect(owned.asked, "Redis knows the room").toBe(0);
  await ageRecord();
  owned.elsewhere = 1;
  owned.sleep(SLEEP);
  expect(owned.lease.isOurs()).toBe(false);
  await until(() => owned.lease.isOurs(), "Redis to confirm the owner");
  expect([owned.asked, owned.lost], "no other process has it under a later epoch").toEqual([1, 0]);
});

it("[SV9] an owner that slept gives way to a later one that Redis has lost, and that cannot reach it", async () => {
  await ageRecord();
  owned.elsewhere = 2;
  owned.sleep(SLEEP);
  expect(owned.lease.isOurs()).toBe(false);
  await until(() => owned.lost > 0, "the owner to give way");
  expect([owned.lease.isOurs(), await owned.field("renewed")], "nothing is renewed").toEqual([false, "-1"]);
});

/** The owner runs, and Redis has taken no write of it for that long, ms. */
function cutOff(ms: number): void {
  for (let passed = 0; passed < ms; passed += 100) {
    owned.now += 100;
    expect(owned.lease.isOurs(), "it plays on").toBe(true);
  }
}

it("[SV9] an owner that was cut off, and has not slept, gives way to a later one that Redis has lost", async () => {
  await ageRecord();
  owned.elsewhere = 2;
  cutOff(2000);
  owned.step();
  await until(() => owned.lost > 0, "the owner to give way");
  expect([owned.lease.isOurs(), await owned.field("renewed")], "nothing is renewed").toEqual([false, "-1"]);
});

it("[SV9][CL5] an owner that was cut off asks the other processes once, only where Redis may have lost a later owner, and plays on", async () => {
  cutOff(2000);
  owned.step();
  await until(() => owned.lease.writer.hasTail && owned.written === 1, "a checkpoint");
  await until(async () => (await owned.field("checkpoint")) === "checkpoint 1", "it to be in Redis");
  expect(owned.asked, "Redis knows the room").toBe(0);
  await owned.settled();
  await ageRecord();
  cutOff(2000);
  for (let i = 0; i < 4; i++) owned.step();
  await until(async () => Number(await owned.field("renewed")) > 0, "a renewal");
  expect([owned.asked, owned.lost]).toEqual([1, 0]);
});

it("[SV5] an owner whose room was taken over while it was stopped learns of it once, and never steps again", async () => {
  owned.lease.isOurs();
  owned.sleep(SLEEP);
  // The owned.lease in Redis has expired, too.
  await wait(SLEEP);
  expect(await takeFromMine()).toMatchObject({ result: "won", epoch: 2 });
  expect(owned.lease.isOurs()).toBe(false);
  await until(() => owned.lost === 1, "the owner to know");
  expect(owned.lease.isOurs()).toBe(false);
  owned.step();
  await owned.lease.release();
  expect(await owned.field("owner")).toBe("heir");
  expect(await owned.field("checkpoint")).toBeNull();
  expect(owned.lost).toBe(1);
});

it("[CL5] an owner plays on while Redis is away, and then writes a checkpoint and each step again", async () => {
  owned.step();
  await owned.settled();
  owned.pauseRedis();
  try {
    for (let i = 0; i < 30; i++) {
      expect(owned.lease.isOurs()).toBe(true);
      owned.step();
      await wait(20);
    }
    await expect(ledgers.connection.ping()).rejects.toThrow();
  } finally {
    ledgers.server.resume();
  }
  const before = owned.written;
  await until(async () => {
    owned.step();
    await owned.settled().catch(() => {});
    return owned.written > before && (await owned.tail())?.endsWith(` ${owned.world.tick}`);
  }, "a checkpoint and the steps after it to be written again");
  expect(await owned.field("checkpoint")).toBe(`checkpoint ${owned.written}`);
  expect(owned.lost).toBe(0);
});

it("[SV5] an owner that was stopped and gets no answer makes no step, sends its clients away, and continues when Redis is back", async () => {
  owned.step();
  await owned.settled();
  owned.lease.isOurs();
  owned.pauseRedis();
  try {
    owned.sleep(SLEEP);
    expect(owned.lease.isOurs(), "without an answer").toBe(false);
    owned.sleep(2000);
    await until(() => owned.doubts > 0, "the clients to be sent away");
    expect(owned.lease.isOurs(), "without an answer").toBe(false);
  } finally {
    ledgers.server.resume();
  }
  await until(() => owned.lease.isOurs(), "Redis to confirm the owner");
  expect([owned.lost, owned.doubts]).toEqual([0, 1]);
});

it("[SV6] a room whose hand-over failed because Redis was away is not stepped until Redis has answered", async () => {
  owned.step();
  await owned.settled();
  owned.pauseRedis();
  let kept: boolean | undefined;
  try {
    await expect(owned.lease.pass(ledgers.of("heir").self, Buffer.from("all"))).rejects.toThrow();
    void owned.lease.takeBack().then((is) => {
      kept = is;
    });
    owned.sleep(2000);
    await until(() => owned.doubts > 0, "the clients to be sent away");
    expect([kept, owned.lease.isOurs()], "without an answer").toEqual([undefined, false]);
  } finally {
    ledgers.server.resume();
  }
  await until(() => kept !== undefined, "Redis to name the owner of the room");
  expect(kept).toBe(true);
  // Whether the hand-over was carried out or not, and whenever it arrives.
  expect(await owned.field("owner")).toBe("mine");
  expect(Number(await owned.field("epoch"))).toBe(owned.lease.epoch);
  expect(
    await ledgers.of("mine").pass(owned.room, "arena", 1, Buffer.from("late"), ledgers.of("heir").self),
  ).toBe(false);
  expect(owned.lease.isOurs()).toBe(true);
});

it("[SV6] a room that its target process has opened meanwhile is not taken back", async () => {
  const target = ledgers.of("heir");
  await owned.lease.pass(target.self, Buffer.from("all"));
  expect(await target.takePassed(owned.room, "arena", 2)).toMatchObject({ result: "won", epoch: 3 });
  expect(await owned.lease.takeBack()).toBe(false);
  expect(owned.lease.isOurs()).toBe(false);
});

it("a room that its target process has refused is taken back under a new epoch", async () => {
  const target = ledgers.of("heir");
  expect(await owned.lease.pass(target.self, Buffer.from("all"))).toBe(true);
  expect(await owned.lease.takeBack()).toBe(true);
  expect(owned.lease.epoch).toBe(3);
  owned.step();
  await owned.settled();
  expect(await owned.field("checkpoint")).toBe("checkpoint 1");
  expect(owned.lost).toBe(0);
});
