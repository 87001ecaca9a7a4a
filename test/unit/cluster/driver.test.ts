import { initializeRoomCache } from "@colyseus/core";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ClusterDriver } from "../../../server/cluster/driver.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";

let redis: TestRedis;
let driver: ClusterDriver;
beforeAll(async () => {
  redis = await startRedis();
  driver = new ClusterDriver(new Redis(redis.url));
});
afterAll(async () => {
  await driver?.shutdown();
  await redis?.close();
});

const listingAt = (processId: string) => initializeRoomCache({ roomId: "match", name: "arena", processId });

it("[CL9] who opens a match that has moved is listed, though its former process has just listed it again", async () => {
  await driver.persist(listingAt("former"));
  // The framework closes a room that was not.
  expect(await driver.insert(listingAt("heir"))).toBe(true);
  expect(await driver.query({})).toMatchObject([{ roomId: "match", processId: "heir" }]);
});
