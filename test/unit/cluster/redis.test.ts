/** Connections to Redis that break: the next connection is not affected. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../../client/bots/link/emulatedLink.ts";
import { PROFILES } from "../../../client/bots/link/profiles.ts";
import { connectTo, keepTogether, ready } from "../../../server/cluster/redis.ts";
import type { Log } from "../../../server/ops/log.ts";
import { type MovingAddress, movingAddress } from "../../support/movingAddress.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";
import { PROJECT } from "../../support/server.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";

let redis: TestRedis;
let line: MovingAddress;
beforeAll(async () => {
  redis = await startRedis();
  line = await movingAddress(redis.port);
});
afterAll(async () => {
  line?.close();
  await redis?.close();
});

it("[RS3] a connection leaves a Redis that loads its data, or has lost its master, and uses it again once it is the master", async () => {
  const [former, master] = await Promise.all([
    startRedis(),
    // By default it would wait for more replicas before it sends the data.
    startRedis(["--repl-diskless-sync-delay", "0"]),
  ]);
  const said: string[] = [];
  const warn = ({ reply }: { reply: string }) => void said.push(reply);
  const connection = connectTo(former.url, "test", {}, { ...silentTelemetry.log, warn } as unknown as Log);
  const isTold = (reply: string) =>
    until(async () => {
      await connection.get("key").catch(() => {});
      return said.includes(reply);
    }, `${reply} to be noticed`);
  try {
    await ready(connection);
    let closed = 0;
    connection.on("close", () => closed++);
    const data = Array.from({ length: 200 }, (_, i) => [`key ${i}`, "x".repeat(2000)]);
    await master.client.mset(data.flat());
    // Each of the 200 keys takes 50 ms (here µs) until the connection has asked; Redis answers in between.
    await former.client.config("SET", "key-load-delay", 50000, "loading-process-events-interval-bytes", 1024);
    await former.client.replicaof("127.0.0.1", master.port);
    await isTold("LOADING");
    await until(() => closed > 0, "the connection to leave");
    await former.client.config("SET", "key-load-delay", 0);
    await until(async () => (await connection.get("key").catch(() => "")) === null, "the data to be loaded");
    const before = closed;
    await former.client.config("SET", "replica-serve-stale-data", "no");
    await former.client.replicaof("127.0.0.1", 1);
    await isTold("MASTERDOWN");
    await until(() => closed > before, "the connection to leave again");
    await former.client.replicaof("NO", "ONE");
    await until(async () => (await connection.set("key", 1).catch(() => "")) === "OK", "a write");
  } finally {
    connection.disconnect();
    await Promise.all([former.close(), master.close()]);
  }
});

it("[CL5] a connection that was silent when it broke does not close those after it", async () => {
  const connection = connectTo(line.url, "test");
  await ready(connection);
  let closed = 0;
  connection.on("close", () => closed++);
  redis.pause();
  await expect(connection.ping()).rejects.toThrow("timed out");
  line.cut();
  await until(() => closed > 0, "the connection to break");
  redis.resume();
  line.mend();
  await until(() => connection.status === "ready", "the next connection");
  const [before, end] = [closed, performance.now() + 3000];
  // Longer than a connection may be silent. On a busy machine an answer may be late.
  while (performance.now() < end) {
    await connection.ping().catch(() => {});
    await wait(50);
  }
  expect(closed).toBe(before);
  connection.disconnect();
});

it("[CL5] a process that is slow to read Redis' answers gets a connection", async () => {
  // Longer than a command may take.
  const link = await EmulatedLink.to(redis.url.replace("redis:", "http:"), {
    profile: { ...PROFILES.clean, delayMs: 250 },
  });
  const connection = connectTo(link.url.replace("http:", "redis:"), "test");
  await ready(connection);
  await expect(connection.ping(), "and a command is still given up soon").rejects.toThrow("timed out");
  connection.disconnect();
  await link.close();
});

it("[CL5] the subscriber connection leaves a silent Redis with the other one, without waiting for a closing handshake", async () => {
  const link = await EmulatedLink.to(redis.url.replace("redis:", "http:"));
  const url = link.url.replace("http:", "redis:");
  const [connection, subscriber] = [connectTo(url, "test"), connectTo(url, "test")];
  keepTogether(connection, subscriber);
  await Promise.all([ready(connection), ready(subscriber)]);
  // Both timers are of this process: a slow machine delays both.
  let isLate = false;
  let left: boolean | undefined;
  connection.once("close", () => setTimeout(() => (isLate = true), 1500));
  subscriber.once("close", () => {
    left = !isLate;
  });
  link.goSilent();
  connection.ping().catch(() => {});
  await until(() => left !== undefined, "the connection to close");
  expect(left, "within 1.5 s").toBe(true);
  connection.disconnect();
  subscriber.disconnect();
  await link.close();
});

it("[CL5] a process that was stopped for longer than a connection may be silent keeps its connections", async () => {
  const child = spawn(process.execPath, [join(PROJECT, "test/support/redisClient.ts"), redis.url]);
  try {
    let said = "";
    child.stdout.on("data", (chunk) => (said += chunk));
    const told = (line: string) => until(() => said.includes(line), `"${line}"`);
    await told("ready");
    redis.pause();
    child.kill("SIGUSR2");
    await told("asked");
    child.kill("SIGSTOP");
    redis.resume();
    // Longer than SILENCE in server/cluster/redis.ts.
    await wait(3500);
    child.kill("SIGCONT");
    // Either may come first after the wake-up: the timeout of the command, or its answer.
    await until(() => /gave up|answered/.test(said), "the command to be settled");
    await until(async () => {
      child.kill("SIGUSR2");
      await wait(100);
      return said.includes("answered");
    }, "the connection to be used again");
    expect(said).not.toContain("close");
  } finally {
    redis.resume();
    child.kill("SIGKILL");
  }
});
