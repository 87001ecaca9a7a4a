/** How often a match is restored after the death of its owners, by the ledger in a real Redis. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Ledger } from "../../../server/cluster/ledger.ts";
import { ROOM_LEASE } from "../../../server/cluster/roomLease.ts";
import { bytes, from, quiet, roomKey, TestLedgers, tailKey, won } from "../../support/ledgers.ts";

let ledgers: TestLedgers;
beforeAll(async () => {
  ledgers = await TestLedgers.start();
});
afterAll(() => ledgers.close());

it("[SV10] a match whose owners die without a sign that it broke them gets three restores without play in between", async () => {
  await ledgers.settle();
  const [a, b] = ledgers.processes(2) as [Ledger, Ledger];
  await a.open("starved", "arena");
  const owners = [a, b, a, b, a] as const;
  for (const epoch of [1, 2, 3, 4]) {
    await quiet();
    const claim = await owners[epoch]!.takeOver("starved", from(owners[epoch - 1]!.self.id, epoch));
    expect(claim).toEqual(epoch < 4 ? won(epoch + 1) : { result: "lost" });
  }
});

it("[SV10] the second failed restore ends a match, and one that was refused for an old epoch does not count", async () => {
  await ledgers.settle();
  const [a, b] = ledgers.processes(2) as [Ledger, Ledger];
  await a.open("unreadable", "arena");
  await quiet();
  expect(await b.takeOver("unreadable", from("p0", 1))).toEqual(won(2));
  await a.restoreFailed("unreadable", 1);
  await b.restoreFailed("unreadable", 2);
  await quiet();
  expect(await a.takeOver("unreadable", from("p1", 2))).toEqual(won(3));
  await a.restoreFailed("unreadable", 3);
  await quiet();
  expect(await b.takeOver("unreadable", from("p0", 3))).toEqual({ result: "lost" });
});

it("[SV10] the second owner that a match breaks ends it, and its record is kept aside", async () => {
  await ledgers.settle();
  const [a, b] = ledgers.processes(2) as [Ledger, Ledger];
  await a.open("broken", "arena");
  await a.renew("broken", "arena", 1, { checkpoint: bytes("bad"), number: 1 });
  await a.append("broken", 1, 2, bytes("+"));
  await quiet();
  for (const owner of ["p0", "p1"]) await ledgers.redis.set(`skirmish:blame:${owner}`, "broken");
  expect(await b.takeOver("broken", from("p0", 1))).toEqual(won(2, "bad", "+"));
  await quiet();
  expect(await a.takeOver("broken", from("p1", 2))).toEqual({ result: "lost" });
  expect(await b.look("broken")).toBe("over");
  expect(await b.renew("broken", "arena", 2, { checkpoint: bytes("late") })).toBe("lost");
  expect(await ledgers.redis.hmget("skirmish:lost:broken", "checkpoint", "tail")).toEqual(["bad", "+"]);
  expect(await ledgers.redis.exists(tailKey("broken"))).toBe(0);
  expect(await ledgers.redis.pttl("skirmish:lost:broken")).toBeGreaterThan(ROOM_LEASE.quarantined / 2);
  await ledgers.redis.del("skirmish:blame:p0", "skirmish:blame:p1");
});

it("[SV10] where a match has broken an owner, a takeover from the next one waits for the word of its watchdog", async () => {
  await ledgers.settle();
  const [a, b] = ledgers.processes(2) as [Ledger, Ledger];
  for (const room of ["explained", "silent"]) {
    await a.open(room, "arena");
    await ledgers.redis.set("skirmish:blame:p0", room);
    await quiet();
    expect(await b.takeOver(room, from("p0", 1))).toEqual(won(2));
    await quiet();
    expect(await a.takeOver(room, from("p1", 2))).toEqual({ result: "held", owner: "p1", epoch: 2 });
  }
  await ledgers.redis.set("skirmish:blame:p1", "explained");
  expect(await a.takeOver("explained", from("p1", 2))).toEqual({ result: "lost" });
  await ledgers.redis.del("skirmish:blame:p0", "skirmish:blame:p1");
  // As if the time had passed.
  await ledgers.redis.hincrby("skirmish:room:silent", "renewed", -ROOM_LEASE.suspected);
  expect(await a.takeOver("silent", from("p1", 2))).toEqual(won(3));
});

it("[SV10] a match that was played on, was handed over, or whose owner died of another room is restored again", async () => {
  await ledgers.settle();
  const [a, b] = ledgers.processes(2) as [Ledger, Ledger];
  const played = () => b.renew("played", "arena", 2, { checkpoint: bytes("x"), played: true });
  const passed = () => b.pass("passedOn", "arena", 2, bytes("x"), a.self);
  const blamed = () => ledgers.redis.set("skirmish:blame:p1", "another");
  for (const [room, between, epoch] of [
    ["played", played, 2],
    ["passedOn", passed, 3],
    ["blamed", blamed, 2],
  ] as const) {
    await a.open(room, "arena");
    await quiet();
    expect(await b.takeOver(room, from("p0", 1))).toMatchObject({ result: "won", epoch: 2 });
    // One more that counts would be the last.
    await ledgers.redis.hset(roomKey(room), {
      restores: ROOM_LEASE.restores,
      broken: ROOM_LEASE.restoresOfBroken,
    });
    await between();
    await quiet();
    const owner = room === "passedOn" ? "p0" : "p1";
    expect(await a.takeOver(room, from(owner, epoch)), room).toMatchObject({ result: "won" });
  }
  await ledgers.redis.del("skirmish:blame:p1");
});
