/** One contract for both stores of parties: the memory of a process, and a real Redis. */
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LocalParties, PARTY_LASTS, type PartyStore, statusFor } from "../../../server/cluster/parties.ts";
import { redisParties } from "../../../server/cluster/redisParties.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";
import { until } from "../../support/until.ts";

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = await server.connect();
});
afterAll(() => server.close());

/** Makes the run of Redis an hour old, so that bindings count as settled. */
const settle = async (): Promise<void> => {
  await redisParties(redis).notice();
  await redis.hset("ledger:redis", "since", Date.now() - 3_600_000);
};

/** Ends the matches of these rooms in the ledger. */
const over = async (...rooms: string[]): Promise<void> => {
  for (const room of rooms) await redis.hset(`room:${room}`, "owner", "");
};

const stores: { [kind: string]: () => Promise<PartyStore> } = {
  memory: async () => new LocalParties(),
  Redis: async () => {
    await server.flush();
    await settle();
    return redisParties(redis);
  },
};
const X = { room: "x", mode: "arena" };
const seated = (...names: string[]) => ({ names, isConnected: names.length > 0 });
const Y = { room: "y", mode: "swarm" };

describe.each(Object.entries(stores))("parties in %s", (_, open) => {
  it("[PA1] members that ask at the same moment are told the same room", async () => {
    const store = await open();
    expect(await store.look("P")).toBeUndefined();
    const told = await Promise.all(
      Array.from({ length: 8 }, (_, i) => store.bind("P", { room: `r${i}`, mode: "arena" })),
    );
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await store.look("P")).toEqual(told[0]);
    expect(await store.look("Q")).toBeUndefined();
  });

  it("[PA1][PA4] a party leaves only the room that the request names: a late request changes nothing", async () => {
    const store = await open();
    await store.bind("P", X);
    expect(await store.bind("P", Y, "x")).toEqual(Y);
    expect(await store.bind("P", X, "w"), "it comes late").toEqual(Y);
    expect(await store.bind("P", X)).toEqual(Y);
  });

  it("[PA3] the room where members sit keeps the binding, and writes it again where it is lost", async () => {
    const store = await open();
    await store.keep("P", X, seated("Ada"));
    expect(await store.look("P")).toEqual(X);
    expect(await store.bind("P", Y)).toEqual(X);
    await store.keep("P", Y, seated("Bob"));
    expect(await store.look("P"), "another binding stays").toEqual(X);
  });

  it("[PA3] a room that has closed is released, and no other room with it", async () => {
    const store = await open();
    await store.keep("P", X, seated("Ada"));
    await over("x", "y");
    await store.release("P", "y");
    expect(await store.look("P")).toEqual(X);
    await store.release("P", "x");
    expect(await store.look("P")).toBeUndefined();
    expect(await store.status("P")).toEqual({ playing: [], visitors: [] });
    await store.release("P", "x");
  });

  it("[PA5] members see where the party plays, which members play there, and which have the front page open", async () => {
    const store = await open();
    const [ada, bob] = [
      { id: "1", name: "Ada" },
      { id: "2", name: "Bob  Big" },
    ];
    const told = async (to?: string) => statusFor(await store.status("P"), to);
    expect(statusFor(await store.status("P", [ada]), "1")).toEqual({ playing: [], waiting: [] });
    await store.status("P", [bob, { ...ada, name: "Eva" }]);
    expect(await told("2")).toEqual({ playing: [], waiting: ["Eva"] });
    await store.keep("P", X, seated("Cy"));
    expect(await told()).toEqual({ ...X, playing: ["Cy"], waiting: ["Bob  Big", "Eva"] });
    const more = Array.from({ length: 40 }, (_, i) => ({ id: `more ${i}`, name: "More" }));
    await store.status("P", more);
    expect((await told()).waiting).toHaveLength(16);
  });
});

it("[PA3] a binding lasts longer than a seat reservation, and longer with members in the room", async () => {
  let now = 0;
  const local = new LocalParties(() => now);
  await local.bind("P", X);
  now += PARTY_LASTS.empty - 1;
  expect(await local.look("P"), "and again from each request on").toEqual(X);
  now += PARTY_LASTS.empty - 1;
  await local.keep("P", X, seated("Ada"));
  now += PARTY_LASTS.seated - 1;
  expect((await local.status("P")).room).toBe("x");
  now += 1;
  expect(await local.look("P")).toBeUndefined();
  await stores.Redis!();
  const real = redisParties(redis);
  await real.bind("P", X);
  expect(await redis.pttl("party:P")).toBeGreaterThan(PARTY_LASTS.empty - 5000);
  await real.keep("P", X, seated("Ada"));
  await real.look("P");
  expect(await redis.pttl("party:P")).toBeGreaterThan(PARTY_LASTS.seated - 5000);
  await real.keep("P", X, seated());
  expect(await redis.pttl("party:P")).toBeLessThanOrEqual(PARTY_LASTS.empty);
});

it("[PA3] after Redis has lost its data no room is bound before rooms with members had time to report themselves", async () => {
  const store = await stores.Redis!();
  await store.bind("P", X);
  await server.flush();
  expect(await store.bind("P", Y)).toBe("unsettled");
  await store.notice();
  await store.keep("P", X, seated("Ada"));
  expect(await store.look("P")).toBe("unsettled");
  await settle();
  expect(await store.bind("P", Y)).toEqual(X);
});

it("[PA3] a binding from before a change of Redis gives way to the room where members sit", async () => {
  const store = await stores.Redis!();
  await store.bind("P", Y);
  // Another run of Redis has the data: a replica that lacks the latest of them was promoted.
  await redis.hset("ledger:redis", "id", "another");
  await until(async () => (await store.look("P")) === "unsettled", "Redis to be noticed");
  await new Promise((resolve) => setTimeout(resolve, 2));
  await store.keep("P", X, seated("Ada"));
  await store.keep("P", Y, seated("Bob"));
  await settle();
  expect(await store.look("P")).toEqual(X);
});

it("[PA3] of two rooms that claim a party after a loss of data, the one where members play has it", async () => {
  const store = await stores.Redis!();
  await server.flush();
  await store.notice();
  await store.keep("P", Y, seated());
  await store.keep("P", X, seated("Ada"));
  await store.keep("P", Y, seated("Bob"));
  await settle();
  expect(await store.look("P")).toEqual(X);
  await store.bind("Q", Y);
  await store.keep("Q", X, seated("Ada"));
  expect(await store.look("Q"), "at any other time the binding decides").toEqual(Y);
});

it("[PA5] a process without a cluster remembers a limited number of visitors' parties, until the visitors are gone", async () => {
  let now = 0;
  const local = new LocalParties(() => now);
  const visit = (party: string, id = "1", name = "Ada") => local.status(party, [{ id, name }]);
  const waiting = async (party: string) => statusFor(await local.status(party), undefined).waiting;
  for (let i = 0; i < 10_000; i++) await visit(`p${i}`);
  await visit("P");
  await visit("P", "2", "Bob");
  expect(await waiting("P")).toEqual([]);
  await visit("p1");
  expect(await waiting("p1"), "a known one goes on").toEqual(["Ada"]);
  await local.keep("P", X, seated("Cy"));
  expect((await local.status("P")).playing).toEqual(["Cy"]);
  now += 9000;
  await visit("Q");
  expect(await waiting("Q")).toEqual(["Ada"]);
});

it("[PA3] a late release does not separate a party from a match that another process has restored", async () => {
  const store = await stores.Redis!();
  await store.keep("P", X, seated("Ada"));
  expect(await store.release("P", "x"), "nothing is known of the room").toBe(false);
  await redis.hset("room:x", "owner", "p2");
  expect(await store.release("P", "x")).toBe(false);
  expect(await store.look("P")).toEqual(X);
  await over("x");
  expect(await store.release("P", "x")).toBe(true);
  expect(await store.look("P")).toBeUndefined();
});
