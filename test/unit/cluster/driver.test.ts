/** Listings of rooms in a real Redis: which process may write and remove which. */
import { initializeRoomCache } from "@colyseus/core";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { ClusterDriver } from "../../../server/cluster/driver.ts";
import { LISTINGS, type Listing } from "../../../server/cluster/listings.ts";
import { IMPATIENT, patient, startRedis, type TestRedis } from "../../support/redis.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";

let redis: TestRedis;
let driver: ClusterDriver;
let other: ClusterDriver;
/** The connection of `driver`. */
let connection: Redis;
beforeAll(async () => {
  redis = await startRedis();
  connection = await redis.connect();
  driver = new ClusterDriver(connection, silentTelemetry.log);
  other = new ClusterDriver(await redis.connect(), silentTelemetry.log);
});
beforeEach(() => redis.flush());
afterAll(async () => {
  await driver?.shutdown();
  await other?.shutdown();
  await redis?.close();
});

const listingAt = (processId: string, epoch?: number): Listing =>
  Object.assign(initializeRoomCache({ roomId: "match", name: "arena", processId }), { epoch });
const listed = async () => (await driver.query({})).map((one) => [one.processId, (one as Listing).epoch]);

it("[CL9] the owner that opens a moved match is listed, even if the former owner has just listed it again", async () => {
  await other.insert(listingAt("former", 1));
  // The framework closes a room whose listing was refused.
  expect(await driver.insert(listingAt("heir", 2))).toBe(true);
  expect(await listed()).toEqual([["heir", 2]]);
});

it("[CL4] a former owner neither overwrites nor removes the listing of the present one", async () => {
  const former = listingAt("former", 1);
  await other.insert(former);
  await driver.insert(listingAt("heir", 2));
  await other.persist(former);
  expect(await other.insert(listingAt("former", 1)), "a match of a former epoch").toBe(false);
  expect(other.own.has("match")).toBe(false);
  await other.own.retire("former", [["match", 1]]);
  await other.remove("match");
  // On the same connection as the write that was not awaited.
  await other.query({});
  expect(await listed()).toEqual([["heir", 2]]);
});

it("[CL12] a room that closes while it is being listed is neither listed nor counted as open", async () => {
  const inserted = driver.insert(listingAt("a", 1));
  // As in a process that was stopped for longer than an empty room is kept.
  const removed = driver.remove("match");
  expect(await inserted, "otherwise the framework would keep it among its rooms for good").toBe(false);
  await removed;
  expect(await listed()).toEqual([]);
});

it("[CL4] a room is listed whenever it changes, and no longer once it has ended or was handed over", async () => {
  const listing = listingAt("a", 1);
  await driver.insert(listing);
  await driver.update(listing, { $inc: { clients: 2 } });
  expect(await driver.query({})).toMatchObject([{ clients: 2, epoch: 1 }]);
  expect(await driver.remove("match")).toBe(true);
  expect(await driver.remove("match"), "twice").toBe(false);
  // As when the last players leave a room that is closing.
  await driver.update(listing, { $inc: { clients: -1 } });
  expect(await listed()).toEqual([]);
  await driver.insert(listing);
  expect(driver.own.published()).toHaveLength(1);
  listing.roomId = undefined as unknown as string;
  expect(driver.own.published(), "passed on").toEqual([]);
  expect(driver.own.has("match")).toBe(false);
});

it("[CL4] a hundred seats taken at once cost two writes, and the second contains them all", async () => {
  const listing = listingAt("a", 1);
  await driver.insert(listing);
  const commands = connection as unknown as { [name: string]: () => Promise<number> };
  const writes = vi.spyOn(commands, "skirmish:listing:write");
  onTestFinished(() => writes.mockRestore());
  for (let seat = 0; seat < 100; seat++) await driver.update(listing, { $inc: { clients: 1 } });
  await until(async () => (await other.query({}))[0]?.clients === 100, "all seats to be listed");
  expect(writes).toHaveBeenCalledTimes(2);
  await Promise.all(writes.mock.results.map(({ value }) => value));
  // Other processes must not ask a full room.
  await driver.update(listing, { $inc: { clients: 1 } });
  await driver.update(listing, { $set: { locked: true } });
  expect(writes, "at once").toHaveBeenCalledTimes(4);
  await until(async () => (await other.query({}))[0]?.clients === 101, "the last seat to be listed");
});

it("[CL4] a listing that could not be written does not block later ones", async () => {
  const listing = listingAt("a", 1);
  await driver.insert(listing);
  const commands = connection as unknown as { [name: string]: () => Promise<number> };
  const writes = vi.spyOn(commands, "skirmish:listing:write");
  onTestFinished(() => writes.mockRestore());
  writes.mockRejectedValueOnce(new Error("Redis stalls"));
  await driver.update(listing, { $inc: { clients: 1 } });
  await driver.update(listing, { $inc: { clients: 1 } });
  await until(async () => (await other.query({}))[0]?.clients === 2, "the seats after that to be listed");
});

it("[CL4] a room that is handed over while it is being listed is not counted as open", async () => {
  const listing = listingAt("a", 1);
  const inserted = driver.insert(listing);
  listing.roomId = undefined as unknown as string;
  expect(await inserted).toBe(false);
});

it("[CL4] listings under the name of a process are removed, unless the room was opened meanwhile", async () => {
  await driver.insert(listingAt("a", 3));
  const ghost = JSON.stringify({ roomId: "ghost", processId: "a", epoch: 1 });
  await redis.client.hset(`skirmish:${LISTINGS}`, "ghost", ghost);
  const strays: [string, number][] = [
    ["match", 3],
    ["ghost", 1],
    ["gone", 1],
  ];
  expect(await driver.own.retire("a", strays)).toEqual(["ghost"]);
  expect(await listed()).toEqual([["a", 3]]);
});

it("[CL4] a room that is opened while Redis hangs is open, and is listed by the next update", async () => {
  connection.options.commandTimeout = IMPATIENT;
  onTestFinished(() => void patient(connection));
  redis.pause();
  try {
    expect(await driver.insert(listingAt("a", 1))).toBe(true);
  } finally {
    redis.resume();
  }
  expect(driver.own.published()).toHaveLength(1);
  await until(async () => (await driver.query({}).catch(() => [])).length === 1, "the late listing");
});

it("[CL11] an unreadable listing does not hide others", async () => {
  await redis.client.hset(`skirmish:${LISTINGS}`, "broken", "{");
  await driver.insert(listingAt("a", 1));
  expect(await listed()).toEqual([["a", 1]]);
});
