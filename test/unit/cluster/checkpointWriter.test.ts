/** What an owner writes of its room, and when: checkpoints, and the steps between them. */
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { CheckpointWriter } from "../../../server/cluster/checkpointWriter.ts";
import type { Write } from "../../../server/cluster/ledger.ts";
import { TestLedgers } from "../../support/ledgers.ts";
import { OwnedRoom } from "../../support/ownedRoom.ts";
import { silentTelemetry } from "../../support/telemetry.ts";

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

it("[SV16] writes a checkpoint at once, then every second of play and when a seat changes, and each step in between", async () => {
  const answered = async (steps: number) => {
    for (let i = 0; i < steps; i++) {
      owned.step();
      await owned.settled();
    }
  };
  await answered(1);
  expect([owned.written, await owned.field("checkpoint"), await owned.tail()]).toEqual([
    1,
    "checkpoint 1",
    "",
  ]);
  await answered(28);
  expect(owned.written, "within the first second").toBe(1);
  expect(await owned.tail()).toBe(Array.from({ length: 28 }, (_, i) => i + 2).join(" "));
  await answered(1);
  expect([owned.written, await owned.field("checkpoint"), await owned.tail()]).toEqual([
    2,
    "checkpoint 2",
    "",
  ]);
  await answered(5);
  owned.lease.writer.requestCheckpoint();
  await answered(1);
  expect([owned.written, await owned.tail()], "with a seat").toEqual([3, ""]);
  await answered(23);
  expect(owned.written).toBe(3);
  await answered(1);
  expect(owned.written, "on the beat").toBe(4);
});

it("[SV16] does not wait for answers, but has at most 3 checkpoints and half a second of steps unanswered", async () => {
  for (let i = 0; i < 16; i++) owned.step();
  expect(owned.written, "none of them answered").toBe(1);
  for (let i = 0; i < 60; i++) owned.step();
  expect(owned.written, "then checkpoints alone").toBe(3);
  await owned.settled();
  expect([await owned.field("checkpoint"), await owned.tail()]).toEqual(["checkpoint 3", ""]);
  owned.step();
  expect(owned.written, "once an answer has arrived").toBe(4);
  owned.step();
  await owned.settled();
  expect([await owned.field("checkpoint"), await owned.tail()]).toEqual([
    "checkpoint 4",
    String(owned.world.tick),
  ]);
});

it("[SV3] writes five checkpoints a second while the changes of steps are unknown", async () => {
  owned.hasTail = false;
  for (let i = 0; i < 25; i++) {
    owned.step();
    await owned.settled();
  }
  expect(owned.written).toBe(5);
  expect(await owned.tail()).toBe("");
});

it("[SV16] writes a checkpoint when Redis lacks a step, and when the tail has become long", async () => {
  owned.step();
  owned.step();
  await owned.settled();
  // As if a step had been lost with a connection.
  await owned.set("written", "1:1");
  for (let i = 0; i < 8; i++) {
    owned.step();
    await owned.settled();
  }
  expect([owned.written, await owned.field("checkpoint")]).toEqual([2, "checkpoint 2"]);
  expect(await owned.tail()).toMatch(new RegExp(`^\\d+( \\d+)* ${owned.world.tick}$`));
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

it("[SV9] an owner of a later epoch replaces an older record, and writes a checkpoint soon", async () => {
  owned.step();
  await owned.settled();
  await owned.set("owner", "old", "epoch", 0, "checkpoint", "old");
  for (let i = 0; i < 8; i++) {
    owned.step();
    await owned.settled();
  }
  expect(await owned.field("owner")).toBe("mine");
  expect(await owned.field("checkpoint")).toBe("checkpoint 2");
  expect(owned.lost).toBe(0);
});
