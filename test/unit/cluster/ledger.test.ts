/** Ownership of rooms in a real Redis: one owner an epoch, and no write under an old epoch. */
import { setTimeout as wait } from "node:timers/promises";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Ledger, type LedgerStore } from "../../../server/cluster/ledger.ts";
import { connectTo, ready } from "../../../server/cluster/redis.ts";
import { redisLedger } from "../../../server/cluster/redisLedger.ts";
import { ROOM_LEASE } from "../../../server/cluster/roomLease.ts";
import { patient, startRedis, type TestRedis } from "../../support/redis.ts";
import { until } from "../../support/until.ts";

let server: TestRedis;
/** A connection for the test itself. */
let redis: Redis;
let connection: Redis;
let store: LedgerStore;
beforeAll(async () => {
  server = await startRedis();
  redis = server.client;
  connection = patient(connectTo(server.url, "skirmish"));
  await ready(connection);
  store = redisLedger(connection);
  await until(() => redis.exists("skirmish:ledger:redis"), "Redis to be noticed");
});
afterAll(async () => {
  connection.disconnect();
  await server.close();
});

const processes = (count: number): Ledger[] =>
  Array.from(
    { length: count },
    (_, i) =>
      new Ledger(store, () => ({
        id: `p${i}`,
        address: `127.0.0.1:${i}`,
        public: `play:${i}`,
      })),
  );
const bytes = (text: string) => Buffer.from(text);
const won = (epoch: number, checkpoint?: string, tail?: string) => ({
  ...{ result: "won", epoch },
  checkpoint: checkpoint === undefined ? undefined : bytes(checkpoint),
  tail: tail === undefined ? undefined : bytes(tail),
});
const quiet = () => wait(ROOM_LEASE.quiet + 50);
const key = (room: string) => `skirmish:room:${room}`;
/** As if this run of Redis had been known for long. */
const settle = () => redis.hset("skirmish:ledger:redis", "since", 0);
/** What `takeOver` gets of the owner. */
const from = (id: string, epoch: number) => ({ id, epoch, name: "arena" });

it("[SV2] of fifty processes that open or take over a room at once exactly one gets it, under a new epoch", async () => {
  await settle();
  const all = processes(50);
  const opened = await Promise.all(all.map((ledger) => ledger.open("crowd", "arena")));
  expect(opened.filter(({ result }) => result === "won")).toEqual([won(1)]);
  const { owner } = opened.find((claim) => claim.result === "held")!;
  await quiet();
  const taken = await Promise.all(all.map((ledger) => ledger.takeOver("crowd", from(owner, 1))));
  expect(taken.filter(({ result }) => result === "won")).toEqual([won(2)]);
});

it("[SV2] an owner that has lost its room can no longer renew, write, hand over, release or end it", async () => {
  await settle();
  const [old, target] = processes(2) as [Ledger, Ledger];
  await old.open("lost", "arena");
  expect(await old.renew("lost", "arena", 1, { checkpoint: bytes("old") })).toBe("renewed");
  await quiet();
  expect(await target.takeOver("lost", from("p0", 1))).toEqual(won(2, "old"));
  await target.renew("lost", "arena", 2, { checkpoint: bytes("new") });

  expect(await old.renew("lost", "arena", 1, { checkpoint: bytes("stale") })).toBe("lost");
  expect(await old.append("lost", 1, 2, bytes("stale"))).toBe("lost");
  expect(await old.confirm("lost", "arena", 1)).toBe("lost");
  expect(await old.pass("lost", "arena", 1, bytes("stale"), old.self)).toBe(false);
  expect(await old.quarantine("lost", 1)).toBe(false);
  await old.release("lost", 1);
  expect(await target.look("lost")).toMatchObject({ id: "p1", epoch: 2 });
  expect((await redis.hgetBuffer(key("lost"), "checkpoint"))?.toString()).toBe("new");
  expect(await redis.get("skirmish:tail:lost")).toBe("");
});

it("[SV4] the latest write of an owner stays, whatever arrives late from an abandoned connection", async () => {
  await settle();
  const [owner, target] = processes(2) as [Ledger, Ledger];
  await owner.open("overtaken", "arena");
  await owner.renew("overtaken", "arena", 1, { checkpoint: bytes("first"), number: 6 });
  expect(await owner.renew("overtaken", "arena", 1, { checkpoint: bytes("new"), number: 9 })).toBe("renewed");
  expect(await owner.append("overtaken", 1, 8, bytes("late"))).toBe("renewed");
  expect(await owner.append("overtaken", 1, 10, bytes("+"))).toBe("renewed");
  expect(await owner.renew("overtaken", "arena", 1, { checkpoint: bytes("old"), number: 7 })).toBe("renewed");
  await quiet();
  expect(await target.takeOver("overtaken", from("p0", 1))).toEqual(won(2, "new", "+"));
  // The next owner numbers its writes anew.
  await target.renew("overtaken", "arena", 2, { checkpoint: bytes("next"), number: 1, played: true });
  await quiet();
  expect(await owner.takeOver("overtaken", from("p1", 2))).toEqual(won(3, "next"));
});

it("[SV7] a lease lasts while it is renewed, for any time and whatever was looked up before", async () => {
  await settle();
  const [owner, other] = processes(2) as [Ledger, Ledger];
  await owner.open("kept", "arena");
  for (let i = 0; i < 6; i++) {
    await wait(ROOM_LEASE.quiet / 4);
    // Both at once, so that no busy machine comes between them.
    const [, claim] = await Promise.all([
      owner.renew("kept", "arena", 1, {}),
      other.takeOver("kept", from("p0", 1)),
    ]);
    expect(claim).toEqual({ result: "held", owner: "p0", epoch: 1 });
  }
});

it("an open room is not opened a second time, not even by its owner", async () => {
  const [owner, other] = processes(2) as [Ledger, Ledger];
  expect(await owner.open("twice", "arena")).toEqual(won(1));
  expect(await owner.open("twice", "arena")).toEqual({ result: "held", owner: "p0", epoch: 1 });
  expect(await other.open("twice", "arena")).toEqual({ result: "held", owner: "p0", epoch: 1 });
  expect(await owner.pass("twice", "arena", 1, bytes("all"), other.self)).toBe(true);
  expect(await other.takePassed("twice", "arena", 2)).toEqual(won(3, "all"));
  expect(await other.takePassed("twice", "arena", 2)).toEqual({ result: "held", owner: "p1", epoch: 3 });
});

it("a room that is handed over goes to its target process with its checkpoint, or back, and to no other process", async () => {
  await settle();
  const [owner, target, other] = processes(3) as [Ledger, Ledger, Ledger];
  for (const room of ["passed", "back"]) {
    await owner.open(room, "arena");
    await owner.renew(room, "arena", 1, { checkpoint: bytes("before"), number: 1 });
    await owner.append(room, 1, 2, bytes("+"));
    expect(await owner.pass(room, "arena", 1, bytes("all"), target.self)).toBe(true);
    expect(await other.takeOver(room, from("p1", 2))).toMatchObject({ result: "held" });
    expect(await owner.renew(room, "arena", 1, {})).toBe("lost");
  }
  expect(await target.takePassed("passed", "arena", 2)).toEqual(won(3, "all"));
  expect(await owner.takePassed("passed", "arena", 2)).toEqual({ result: "held", owner: "p1", epoch: 3 });
  expect(await owner.takePassed("back", "arena", 2)).toEqual(won(3, "all"));
  expect(await target.takePassed("back", "arena", 2)).toEqual({ result: "held", owner: "p0", epoch: 3 });
});

it("a room that was handed over and that Redis has lost is not opened as a new one", async () => {
  const [owner, target] = processes(2) as [Ledger, Ledger];
  await owner.open("gone", "arena");
  await owner.pass("gone", "arena", 1, bytes("all"), target.self);
  await redis.del(key("gone"));
  await settle();
  expect(await target.takePassed("gone", "arena", 2)).toMatchObject({ result: "none" });
  await redis.hset("skirmish:ledger:redis", "id", "another");
  expect(await target.takePassed("gone", "arena", 2)).toEqual({ result: "unsettled" });
  await settle();
});

it("[SV6] a room whose hand-over did not arrive, and that another process took over, is not taken back", async () => {
  const [owner, other] = processes(2) as [Ledger, Ledger];
  await owner.open("late", "arena");
  await settle();
  await quiet();
  expect(await other.takeOver("late", from("p0", 1))).toMatchObject({ result: "won", epoch: 2 });
  expect(await owner.takePassed("late", "arena", 2)).toEqual({ result: "held", owner: "p1", epoch: 2 });
});

it("[SV16] a tail belongs to the checkpoint that it was written after, and the next owner gets both or neither", async () => {
  const [owner] = processes(1) as [Ledger];
  await owner.open("tail", "arena");
  expect(await owner.append("tail", 1, 1, bytes("+")), "there is no checkpoint").toBe("restored");
  await owner.renew("tail", "arena", 1, { checkpoint: bytes("a"), number: 2 });
  expect(await owner.append("tail", 1, 3, bytes("+3"))).toBe("renewed");
  expect(await owner.append("tail", 1, 4, bytes("+4"))).toBe("renewed");
  expect(await owner.append("tail", 1, 6, bytes("+6")), "a part before it is missing").toBe("restored");
  expect(await owner.append("tail", 1, 5, bytes("+5")), "it was only late").toBe("renewed");
  expect(await owner.takePassed("tail", "arena", 1)).toEqual(won(2, "a", "+3+4+5"));
  expect(await owner.append("tail", 2, 6, bytes("+6")), "it goes on with the tail of another owner").toBe(
    "restored",
  );
  expect(await owner.takePassed("tail", "arena", 2), "nothing was played").toEqual(won(3, "a", "+3+4+5"));
  await owner.renew("tail", "arena", 3, { checkpoint: bytes("b"), number: 1 });
  expect(await owner.takePassed("tail", "arena", 3)).toEqual(won(4, "b"));
  await owner.renew("tail", "arena", 4, { checkpoint: bytes("c"), number: 1 });
  await owner.append("tail", 4, 2, bytes("+"));
  expect(await redis.pttl("skirmish:tail:tail")).toBeGreaterThan(ROOM_LEASE.kept / 2);
  await owner.release("tail", 4);
  expect(await redis.exists("skirmish:tail:tail")).toBe(0);
});

it("a room that has ended is not found and not restored", async () => {
  const [owner, other] = processes(2) as [Ledger, Ledger];
  await owner.open("ended", "arena");
  await owner.release("ended", 1);
  expect(await owner.look("ended")).toBe("over");
  expect(await other.open("ended", "arena")).toEqual({ result: "over" });
  expect(await other.takeOver("ended", from("p0", 1))).toEqual({ result: "over" });
  expect(await owner.renew("ended", "arena", 1, {})).toBe("lost");
});

it("an owner whose record Redis has lost is known again with its next renewal", async () => {
  const [owner, other] = processes(2) as [Ledger, Ledger];
  await owner.open("forgotten", "arena");
  await redis.del(key("forgotten"));
  expect(await owner.renew("forgotten", "arena", 1, { checkpoint: bytes("x") })).toBe("restored");
  expect(await other.look("forgotten")).toMatchObject({ id: "p0", epoch: 1, name: "arena" });
});

it("[SV9] a room that Redis had lost is taken over under an epoch that no lost owner had", async () => {
  await settle();
  const [owner, other] = processes(2) as [Ledger, Ledger];
  for (const again of ["renew", "confirm"] as const) {
    const room = `again-${again}`;
    await owner.open(room, "arena");
    await redis.del(key(room));
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
  await settle();
  const [old, target] = processes(2) as [Ledger, Ledger];
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
  const [owner, other] = processes(2) as [Ledger, Ledger];
  await owner.open("moved", "arena");
  // As after the promotion of a replica: the records exist, of another run of Redis.
  await redis.hset("skirmish:ledger:redis", "id", "another");
  await quiet();
  expect(await other.look("moved")).toMatchObject({ stale: true });
  expect(await other.look("never")).toBe("unsettled");
  expect(await other.takeOver("moved", from("p0", 1))).toMatchObject({ result: "held" });
  expect(await owner.confirm("moved", "arena", 1), "an owner that was stopped").toBe("unsettled");
  await settle();
  const since = Number(await redis.hget(key("moved"), "renewed")) + 1;
  await redis.hset("skirmish:ledger:redis", "since", since);
  await wait(ROOM_LEASE.settle);
  const { epoch } = (await other.takeOver("moved", from("p0", 1))) as { epoch: number };
  expect((epoch - 1001) % 16, `the epoch ${epoch}`).toBe(0);
  expect(epoch).toBeGreaterThan(1000);
  expect(await other.look("never")).toBe("over");
  await settle();
});

it("[SV9] of stopped owners whose room Redis has lost, the latest is answered first, unless it is gone", async () => {
  const [early, late] = processes(2) as [Ledger, Ledger];
  const ask = () => [early.confirm("slept", "arena", 1), late.confirm("slept", "arena", 7)] as const;
  const changed = () => redis.hset("skirmish:ledger:redis", "since", Date.now());
  await changed();
  expect(await Promise.all(ask())).toEqual(["unsettled", "unsettled"]);
  // By now this run of Redis has been known for long enough.
  await settle();
  expect(await early.confirm("slept", "arena", 1)).toBe("unsettled");
  expect(await early.look("slept"), "no player is told that the match is over").toBe("unsettled");
  expect(await late.confirm("slept", "arena", 7, true)).toBe("restored");
  expect(await early.confirm("slept", "arena", 1)).toBe("lost");

  await redis.del(key("slept"));
  await changed();
  await Promise.all(ask());
  await settle();
  await wait(ROOM_LEASE.asks + 50);
  expect(await early.look("slept")).toBe("over");
  expect(await early.confirm("slept", "arena", 1, true), "no other owner asks any more").toBe("restored");
});

it("[SV9] an owner whose record is older than Redis is not confirmed before it has asked the other processes", async () => {
  const [owner] = processes(1) as [Ledger];
  await owner.open("older", "arena");
  const longAgo = Date.now() - 2 * ROOM_LEASE.settle;
  await redis.hset("skirmish:ledger:redis", "since", longAgo);
  await redis.hset(key("older"), "renewed", longAgo - 1);
  expect(await owner.confirm("older", "arena", 1)).toBe("stale");
  expect(await redis.hget(key("older"), "renewed"), "nothing is renewed").toBe(String(longAgo - 1));
  expect(await owner.confirm("older", "arena", 1, true)).toBe("renewed");
  expect(await owner.confirm("older", "arena", 1), "it has renewed since").toBe("renewed");
  await redis.del(key("older"));
  expect(await owner.confirm("older", "arena", 1), "there is no record").toBe("stale");
  expect(await owner.confirm("older", "arena", 1, true)).toBe("restored");
  await settle();
});

it("[SV10] a match whose owners die without a sign that it broke them gets three restores without play in between", async () => {
  await settle();
  const [a, b] = processes(2) as [Ledger, Ledger];
  await a.open("starved", "arena");
  const owners = [a, b, a, b, a] as const;
  for (const epoch of [1, 2, 3, 4]) {
    await quiet();
    const claim = await owners[epoch]!.takeOver("starved", from(owners[epoch - 1]!.self.id, epoch));
    expect(claim).toEqual(epoch < 4 ? won(epoch + 1) : { result: "lost" });
  }
});

it("[SV10] the second failed restore ends a match, and one that was refused for an old epoch does not count", async () => {
  await settle();
  const [a, b] = processes(2) as [Ledger, Ledger];
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
  await settle();
  const [a, b] = processes(2) as [Ledger, Ledger];
  await a.open("broken", "arena");
  await a.renew("broken", "arena", 1, { checkpoint: bytes("bad"), number: 1 });
  await a.append("broken", 1, 2, bytes("+"));
  await quiet();
  for (const owner of ["p0", "p1"]) await redis.set(`skirmish:blame:${owner}`, "broken", "PX", 5000);
  expect(await b.takeOver("broken", from("p0", 1))).toEqual(won(2, "bad", "+"));
  await quiet();
  expect(await a.takeOver("broken", from("p1", 2))).toEqual({ result: "lost" });
  expect(await b.look("broken")).toBe("over");
  expect(await b.renew("broken", "arena", 2, { checkpoint: bytes("late") })).toBe("lost");
  expect(await redis.hmget("skirmish:lost:broken", "checkpoint", "tail")).toEqual(["bad", "+"]);
  expect(await redis.exists("skirmish:tail:broken")).toBe(0);
  expect(await redis.pttl("skirmish:lost:broken")).toBeGreaterThan(ROOM_LEASE.quarantined / 2);
  await redis.del("skirmish:blame:p0", "skirmish:blame:p1");
});

it("[SV10] a match that was played on, was handed over, or whose owner died of another room is restored again", async () => {
  await settle();
  const [a, b] = processes(2) as [Ledger, Ledger];
  const played = () => b.renew("played", "arena", 2, { checkpoint: bytes("x"), played: true });
  const passed = () => b.pass("passedOn", "arena", 2, bytes("x"), a.self);
  const blamed = () => redis.set("skirmish:blame:p1", "another");
  for (const [room, between, epoch] of [
    ["played", played, 2],
    ["passedOn", passed, 3],
    ["blamed", blamed, 2],
  ] as const) {
    await a.open(room, "arena");
    await quiet();
    expect(await b.takeOver(room, from("p0", 1))).toMatchObject({ result: "won", epoch: 2 });
    // One more that counts would be the last.
    await redis.hset(key(room), { restores: ROOM_LEASE.restores, broken: ROOM_LEASE.restoresOfBroken });
    await between();
    await quiet();
    const owner = room === "passedOn" ? "p0" : "p1";
    expect(await a.takeOver(room, from(owner, epoch)), room).toMatchObject({ result: "won" });
  }
  await redis.del("skirmish:blame:p1");
});
