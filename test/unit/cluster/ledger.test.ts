/** Who owns a room, decided by a real Redis: one owner an epoch, and nobody writes under an old one. */
import { setTimeout as wait } from "node:timers/promises";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LEASE, Ledger, redisLedger } from "../../../server/cluster/ledger.ts";
import { connectTo, ready } from "../../../server/cluster/redis.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";

let server: TestRedis;
/** For looking into it. */
let redis: Redis;
let connection: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = server.client;
  connection = connectTo(server.url, "skirmish");
  await ready(connection);
});
afterAll(async () => {
  connection.disconnect();
  await server.close();
});

const processes = (count: number): Ledger[] =>
  Array.from(
    { length: count },
    (_, i) =>
      new Ledger(redisLedger(connection), () => ({
        id: `p${i}`,
        address: `127.0.0.1:${i}`,
        public: `play:${i}`,
      })),
  );
const bytes = (text: string) => Buffer.from(text);
const expire = () => wait(LEASE.expires + 50);

it("[SV2] of fifty processes that claim a room at once exactly one gets it, under an epoch of its own", async () => {
  const all = processes(50);
  for (const epoch of [1, 2]) {
    const claims = await Promise.all(all.map((ledger) => ledger.claim("crowd", "arena")));
    const won = claims.filter((claim) => claim.result === "won");
    expect(won).toHaveLength(1);
    expect(won[0]).toMatchObject({ epoch });
    await expire();
  }
});

it("[SV2] an owner that lost its lease can neither renew, write, pass on nor release the room any more", async () => {
  const [old, heir] = processes(2) as [Ledger, Ledger];
  await old.claim("lost", "arena");
  expect(await old.renew("lost", "arena", 1, { checkpoint: bytes("old") })).toBe(true);
  await expire();
  expect(await heir.claim("lost", "arena")).toMatchObject({
    result: "won",
    epoch: 2,
    checkpoint: bytes("old"),
  });
  await heir.renew("lost", "arena", 2, { checkpoint: bytes("new") });

  expect(await old.renew("lost", "arena", 1, { checkpoint: bytes("stale") })).toBe(false);
  expect(await old.renew("lost", "arena", 1, { scores: bytes("stale") })).toBe(false);
  expect(await old.pass("lost", "arena", 1, bytes("stale"), old.self)).toBe(false);
  await old.release("lost", 1);
  expect(await heir.look("lost")).toMatchObject({ id: "p1", epoch: 2 });
  expect((await redis.hgetBuffer("skirmish:room:lost", "checkpoint"))?.toString()).toBe("new");
  expect(await redis.hget("skirmish:room:lost", "scores")).toBeNull();
});

it("a lease is kept by renewing it, however long that goes on", async () => {
  const [owner, other] = processes(2) as [Ledger, Ledger];
  await owner.claim("kept", "arena");
  for (let i = 0; i < 6; i++) {
    await wait(LEASE.expires / 4);
    // Both at once, so that no busy machine comes between them.
    const [, claim] = await Promise.all([owner.renew("kept", "arena", 1, {}), other.claim("kept", "arena")]);
    expect(claim).toEqual({ result: "held" });
  }
});

it("a lease whose owner is known to be gone can be claimed before it expires, by whoever knows which one that was", async () => {
  const [owner, heir, late] = processes(3) as [Ledger, Ledger, Ledger];
  await owner.claim("known", "arena");
  expect(await heir.claim("known", "arena", 1)).toMatchObject({ result: "won", epoch: 2 });
  expect(await late.claim("known", "arena", 1)).toEqual({ result: "held" });
});

it("a room that is passed on goes to its heir, with everything, and to nobody else", async () => {
  const [owner, heir, other] = processes(3) as [Ledger, Ledger, Ledger];
  await owner.claim("passed", "arena");
  await owner.renew("passed", "arena", 1, { scores: bytes("1") });
  expect(await owner.pass("passed", "arena", 1, bytes("all"), heir.self)).toBe(true);
  expect(await other.claim("passed", "arena", 1)).toEqual({ result: "held" });
  expect(await owner.renew("passed", "arena", 1, {})).toBe(false);
  const claim = await heir.claim("passed", "arena");
  expect(claim).toEqual({ result: "won", epoch: 3, checkpoint: bytes("all"), scores: undefined });
});

it("scores written after a checkpoint are kept beside it until the next one", async () => {
  const [owner, heir] = processes(2) as [Ledger, Ledger];
  await owner.claim("scores", "arena");
  await owner.renew("scores", "arena", 1, { checkpoint: bytes("a") });
  await owner.renew("scores", "arena", 1, { scores: bytes("5") });
  expect(await heir.claim("scores", "arena", 1)).toMatchObject({
    checkpoint: bytes("a"),
    scores: bytes("5"),
  });
  await heir.renew("scores", "arena", 2, { checkpoint: bytes("b") });
  expect(await owner.claim("scores", "arena", 2)).toMatchObject({
    checkpoint: bytes("b"),
    scores: undefined,
  });
});

it("a room that has ended is known to nobody, and is not brought back", async () => {
  const [owner, other] = processes(2) as [Ledger, Ledger];
  await owner.claim("ended", "arena");
  await owner.release("ended", 1);
  expect(await owner.look("ended")).toBeUndefined();
  expect(await other.claim("ended", "arena")).toEqual({ result: "over" });
  expect(await owner.renew("ended", "arena", 1, {})).toBe(false);
});

it("an owner that Redis forgot, after a loss of its data, is known again with its next renewal", async () => {
  const [owner, other] = processes(2) as [Ledger, Ledger];
  await owner.claim("forgotten", "arena");
  await redis.del("skirmish:room:forgotten");
  expect(await owner.renew("forgotten", "arena", 1, { checkpoint: bytes("x") })).toBe(true);
  expect(await other.look("forgotten")).toMatchObject({ id: "p0", epoch: 1, name: "arena" });
});
