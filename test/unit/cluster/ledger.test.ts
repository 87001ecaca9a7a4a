/** Ownership of rooms in a real Redis: one owner an epoch, and no write under an old epoch. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Ledger } from "../../../server/cluster/ledger.ts";
import { ROOM_LEASE } from "../../../server/cluster/roomLease.ts";
import { bytes, from, quiet, roomKey, TestLedgers, tailKey, won } from "../../support/ledgers.ts";

let ledgers: TestLedgers;
beforeAll(async () => {
  ledgers = await TestLedgers.start();
});
afterAll(() => ledgers.close());

it("[SV2] of fifty processes that open or take over a room at once exactly one gets it, under a new epoch", async () => {
  await ledgers.settle();
  const all = ledgers.processes(50);
  const opened = await Promise.all(all.map((ledger) => ledger.open("crowd", "arena")));
  expect(opened.filter(({ result }) => result === "won")).toEqual([won(1)]);
  const { owner } = opened.find((claim) => claim.result === "held")!;
  await quiet();
  const taken = await Promise.all(all.map((ledger) => ledger.takeOver("crowd", from(owner, 1))));
  expect(taken.filter(({ result }) => result === "won")).toEqual([won(2)]);
});

it("[SV2] an owner that has lost its room can no longer renew, write, hand over, release or end it", async () => {
  await ledgers.settle();
  const [old, target] = ledgers.processes(2) as [Ledger, Ledger];
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
  expect((await ledgers.redis.hgetBuffer(roomKey("lost"), "checkpoint"))?.toString()).toBe("new");
  expect(await ledgers.redis.get(tailKey("lost"))).toBe("");
});

it("[SV10] an owner whose first answer was lost hears again that its match has ended as lost; others do not", async () => {
  await ledgers.settle();
  const [owner, other] = ledgers.processes(2) as [Ledger, Ledger];
  await owner.open("given-up", "arena");
  expect(await owner.quarantine("given-up", 1)).toBe(true);
  expect(await owner.quarantine("given-up", 1)).toBe(true);
  expect(await other.quarantine("given-up", 1)).toBe(false);
  await owner.open("over", "arena");
  await owner.release("over", 1);
  expect(await owner.quarantine("over", 1)).toBe(false);
});

it("[SV4] the latest write of an owner stays, whatever arrives late from an abandoned connection", async () => {
  await ledgers.settle();
  const [owner, target] = ledgers.processes(2) as [Ledger, Ledger];
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
  await ledgers.settle();
  const [owner, other] = ledgers.processes(2) as [Ledger, Ledger];
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
  const [owner, other] = ledgers.processes(2) as [Ledger, Ledger];
  expect(await owner.open("twice", "arena")).toEqual(won(1));
  expect(await owner.open("twice", "arena")).toEqual({ result: "held", owner: "p0", epoch: 1 });
  expect(await other.open("twice", "arena")).toEqual({ result: "held", owner: "p0", epoch: 1 });
  expect(await owner.pass("twice", "arena", 1, bytes("all"), other.self)).toBe(true);
  expect(await other.takePassed("twice", "arena", 2)).toEqual(won(3, "all"));
  expect(await other.takePassed("twice", "arena", 2)).toEqual({ result: "held", owner: "p1", epoch: 3 });
});

it("a room that is handed over goes to its target process with its checkpoint, or back, and to no other process", async () => {
  await ledgers.settle();
  const [owner, target, other] = ledgers.processes(3) as [Ledger, Ledger, Ledger];
  for (const room of ["passed", "back"]) {
    await owner.open(room, "arena");
    await owner.renew(room, "arena", 1, { checkpoint: bytes("before"), number: 1 });
    await owner.append(room, 1, 2, bytes("+"));
    // At once, so that the target does not count as quiet on a busy machine.
    const [passed, claim, renewed] = await Promise.all([
      owner.pass(room, "arena", 1, bytes("all"), target.self),
      other.takeOver(room, from("p1", 2)),
      owner.renew(room, "arena", 1, {}),
    ]);
    expect([passed, claim.result, renewed]).toEqual([true, "held", "lost"]);
  }
  expect(await target.takePassed("passed", "arena", 2)).toEqual(won(3, "all"));
  expect(await owner.takePassed("passed", "arena", 2)).toEqual({ result: "held", owner: "p1", epoch: 3 });
  expect(await owner.takePassed("back", "arena", 2)).toEqual(won(3, "all"));
  expect(await target.takePassed("back", "arena", 2)).toEqual({ result: "held", owner: "p0", epoch: 3 });
});

it("[SV6] a room whose hand-over did not arrive, and that another process took over, is not taken back", async () => {
  const [owner, other] = ledgers.processes(2) as [Ledger, Ledger];
  await owner.open("late", "arena");
  await ledgers.settle();
  await quiet();
  expect(await other.takeOver("late", from("p0", 1))).toMatchObject({ result: "won", epoch: 2 });
  expect(await owner.takePassed("late", "arena", 2)).toEqual({ result: "held", owner: "p1", epoch: 2 });
});

it("[SV16] a tail belongs to the checkpoint that it was written after, and the next owner gets both or neither", async () => {
  const [owner] = ledgers.processes(1) as [Ledger];
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
  expect(await ledgers.redis.pttl(tailKey("tail"))).toBeGreaterThan(ROOM_LEASE.kept / 2);
  await owner.release("tail", 4);
  expect(await ledgers.redis.exists(tailKey("tail"))).toBe(0);
});

it("a room that has ended is not found and not restored", async () => {
  const [owner, other] = ledgers.processes(2) as [Ledger, Ledger];
  await owner.open("ended", "arena");
  await owner.release("ended", 1);
  expect(await owner.look("ended")).toBe("over");
  expect(await other.open("ended", "arena")).toEqual({ result: "over" });
  expect(await other.takeOver("ended", from("p0", 1))).toEqual({ result: "over" });
  expect(await owner.renew("ended", "arena", 1, {})).toBe("lost");
});
