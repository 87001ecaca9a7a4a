/** The ledger after Redis has lost records, or was replaced by one that knows less. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Ledger } from "../../../server/cluster/ledger.ts";
import { leap, ROOM_LEASE } from "../../../server/cluster/roomLease.ts";
import { bytes, from, quiet, RUN_KEY, roomKey, TestLedgers, won } from "../../support/ledgers.ts";

let ledgers: TestLedgers;
beforeAll(async () => {
  ledgers = await TestLedgers.start();
});
afterAll(() => ledgers.close());

it("a room that was handed over and that Redis has lost is not opened as a new one", async () => {
  const [owner, target] = ledgers.processes(2) as [Ledger, Ledger];
  await owner.open("gone", "arena");
  await owner.pass("gone", "arena", 1, bytes("all"), target.self);
  await ledgers.redis.del(roomKey("gone"));
  await ledgers.settle();
  expect(await target.takePassed("gone", "arena", 2)).toMatchObject({ result: "none" });
  await ledgers.redis.hset(RUN_KEY, "id", "another");
  expect(await target.takePassed("gone", "arena", 2)).toEqual({ result: "unsettled" });
  await ledgers.settle();
});

it("an owner whose record Redis has lost is known again with its next renewal", async () => {
  const [owner, other] = ledgers.processes(2) as [Ledger, Ledger];
  await owner.open("forgotten", "arena");
  await ledgers.redis.del(roomKey("forgotten"));
  expect(await owner.renew("forgotten", "arena", 1, { checkpoint: bytes("x") })).toBe("restored");
  expect(await other.look("forgotten")).toMatchObject({ id: "p0", epoch: 1, name: "arena" });
});

it("[SV9] a room that Redis had lost is taken over under an epoch that no lost owner had", async () => {
  await ledgers.settle();
  const [owner, other] = ledgers.processes(2) as [Ledger, Ledger];
  for (const again of ["renew", "confirm"] as const) {
    const room = `again-${again}`;
    await owner.open(room, "arena");
    await ledgers.redis.del(roomKey(room));
    expect(
      await (again === "renew" ? owner.renew(room, "arena", 1, {}) : owner.confirm(room, "arena", 1, true)),
    ).toBe("restored");
    await quiet();
    const claim = await other.takeOver(room, from("p0", 1));
    expect(claim).toMatchObject({ result: "won" });
    expect((claim as { epoch: number }).epoch).toBeGreaterThan(1000);
  }
});

it("[SV9] a renewal under a higher epoch replaces an older record, including one that says the room has ended", async () => {
  await ledgers.settle();
  const [old, target] = ledgers.processes(2) as [Ledger, Ledger];
  for (const end of [false, true]) {
    const room = `older${end}`;
    await old.open(room, "arena");
    await old.renew(room, "arena", 1, { checkpoint: bytes("old") });
    if (end) await old.release(room, 1);
    expect(await target.renew(room, "arena", 2, { checkpoint: bytes("new") })).toBe("restored");
    expect(await old.renew(room, "arena", 1, {})).toBe("lost");
    expect(await target.takePassed(room, "arena", 2)).toEqual(won(3, "new"));
  }
});

it("[SV9] after a change of Redis no room is taken over before its owner could renew, and then under a new epoch", async () => {
  const [owner, other] = ledgers.processes(2) as [Ledger, Ledger];
  await owner.open("moved", "arena");
  // As after the promotion of a replica: the records exist, of another run of Redis.
  await ledgers.redis.hset(RUN_KEY, "id", "another");
  await quiet();
  // At once, so that the change is still new on a busy machine.
  const [moved, never, claim, confirmed] = await Promise.all([
    ...[other.look("moved"), other.look("never")],
    ...[other.takeOver("moved", from("p0", 1)), owner.confirm("moved", "arena", 1)],
  ]);
  expect(moved).toMatchObject({ stale: true });
  expect(never).toBe("unsettled");
  expect(claim).toMatchObject({ result: "held" });
  expect(confirmed, "an owner that was stopped").toBe("unsettled");
  await ledgers.settle();
  const since = Number(await ledgers.redis.hget(roomKey("moved"), "renewed")) + 1;
  await ledgers.redis.hset(RUN_KEY, "since", since);
  await wait(ROOM_LEASE.settle);
  const { epoch } = (await other.takeOver("moved", from("p0", 1))) as { epoch: number };
  const lately = [0, 1, 2, 3].map((seconds) => Date.now() - seconds * 1000);
  expect(lately.map((time) => 1 + leap(time, "p1"))).toContain(epoch);
  expect(
    lately.map((time) => 1 + leap(time, "p0")),
    "of another process in the same second",
  ).not.toContain(epoch);
  expect(await other.look("never")).toBe("over");
  await ledgers.settle();
});

it("[SV9] of stopped owners whose room Redis has lost, the latest is answered first, unless it is gone", async () => {
  const [early, late] = ledgers.processes(2) as [Ledger, Ledger];
  const ask = () => [early.confirm("slept", "arena", 1), late.confirm("slept", "arena", 7)] as const;
  const changed = () => ledgers.redis.hset(RUN_KEY, "since", Date.now());
  await changed();
  expect(await Promise.all(ask())).toEqual(["unsettled", "unsettled"]);
  // By now this run of Redis has been known for long enough.
  await ledgers.settle();
  expect(await early.confirm("slept", "arena", 1)).toBe("unsettled");
  expect(await early.look("slept"), "no player is told that the match is over").toBe("unsettled");
  expect(await late.confirm("slept", "arena", 7, true)).toBe("restored");
  expect(await early.confirm("slept", "arena", 1)).toBe("lost");

  await ledgers.redis.del(roomKey("slept"));
  await changed();
  await Promise.all(ask());
  await ledgers.settle();
  await wait(ROOM_LEASE.asks + 50);
  expect(await early.look("slept")).toBe("over");
  expect(await early.confirm("slept", "arena", 1, true), "no other owner asks any more").toBe("restored");
});

it("[SV9] an owner whose record is older than Redis is not confirmed before it has asked the other processes", async () => {
  const [owner] = ledgers.processes(1) as [Ledger];
  await owner.open("older", "arena");
  const longAgo = Date.now() - 2 * ROOM_LEASE.settle;
  await ledgers.redis.hset(RUN_KEY, "since", longAgo);
  await ledgers.redis.hset(roomKey("older"), "renewed", longAgo - 1);
  expect(await owner.confirm("older", "arena", 1)).toBe("stale");
  expect(await ledgers.redis.hget(roomKey("older"), "renewed"), "nothing is renewed").toBe(
    String(longAgo - 1),
  );
  expect(await owner.confirm("older", "arena", 1, true)).toBe("renewed");
  expect(await owner.confirm("older", "arena", 1), "it has renewed since").toBe("renewed");
  await ledgers.redis.del(roomKey("older"));
  expect(await owner.confirm("older", "arena", 1), "there is no record").toBe("stale");
  expect(await owner.confirm("older", "arena", 1, true)).toBe("restored");
  await ledgers.settle();
});
