/**
 * Incomplete configurations: a process that players or other processes cannot reach reports it, and admits no
 * player.
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { startPrivateRedis } from "../../tools/redis.ts";
import { OPS_TOKEN, TestCluster } from "../support/cluster.ts";
import { freePort, freePorts } from "../support/ports.ts";
import { type Running, startTool } from "../support/runTool.ts";
import { readyAt } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
const started: Running[] = [];
beforeAll(async () => {
  cluster = await TestCluster.start(0);
});
afterEach(async () => {
  for (const tool of started.splice(0)) {
    tool.process.kill("SIGKILL");
    await tool.ended;
  }
  for (const server of [...cluster.servers]) await cluster.kill(server);
  // Removes everything that the next test could find.
  await cluster.redis.flush();
});
afterAll(() => cluster.close());

interface Readiness {
  ready: boolean;
  reason?: string;
}

/** @returns a process that may never become ready, and its answer to `/readyz` */
async function start(env: { [name: string]: string }) {
  const PORT = String(await freePort());
  const own = { HOST: "127.0.0.1", PORT, REDIS_URL: cluster.redis.url, OPS_TOKEN };
  const tool = startTool("server/main.ts", [], { ...own, ...env });
  started.push(tool);
  const url = `http://127.0.0.1:${PORT}`;
  const readiness = async (): Promise<Readiness | undefined> =>
    (await (await fetch(`${url}/readyz`).catch(() => undefined))?.json()) as Readiness | undefined;
  const saysWhy = (why: RegExp) =>
    until(async () => {
      const { reason = "" } = (await readiness()) ?? {};
      return why.test(reason);
    }, `readyz to say ${why}`).catch((error: Error) => {
      throw new Error(`${error.message}; its log ends with:\n${tool.output().slice(-4000)}`);
    });
  const isReady = () => until(async () => (await readiness())?.ready, `${url} to be ready`);
  return { tool, url, PORT, saysWhy, isReady };
}

it("[HO3] without PUBLIC_ADDRESS a process is ready only while it is alone, and says what to set", async () => {
  const alone = await start({});
  await alone.isReady();
  const second = await start({});
  await second.saysWhy(/^PUBLIC_ADDRESS is not set, but process \S+ is there, too: set it to/);
  await until(
    () => second.tool.output().includes("not ready: PUBLIC_ADDRESS is not set"),
    "the log to contain it",
  );
  const metrics = await fetch(`${second.url}/metrics`, { headers: cluster.operator });
  expect(await metrics.text()).toContain('skirmish_address_check_ok{address="public"} 0');
  await alone.isReady();
  // Whichever process is asked for a seat, the room is in the reachable process.
  const ada = await stockPlayer(alone.url, "Ada");
  await until(async () => {
    const { processes } = await cluster.status({ url: alone.url } as never);
    const rows = processes.map(({ rooms, fault }) => `${rooms} ${fault?.split(" ")[0] ?? "-"}`).sort();
    return rows.join() === "0 PUBLIC_ADDRESS,1 -";
  }, "the room to be in the reachable process");
  await ada.room.leave();
  alone.tool.process.kill("SIGTERM");
  await second.isReady();
});

it("[HO3] of two processes with the same PUBLIC_ADDRESS the younger is not ready", async () => {
  const first = await cluster.add();
  const { host } = new URL(first.url);
  const second = await start({ PUBLIC_ADDRESS: host });
  await second.saysWhy(/^PUBLIC_ADDRESS \S+ is also that of process/);
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
});

it("[HO3] a process whose PUBLIC_ADDRESS leads nowhere, or to another process, is not ready", async () => {
  const first = await cluster.add();
  const nowhere = await start({ PUBLIC_ADDRESS: `127.0.0.1:${await freePort()}` });
  const elsewhere = await start({ PUBLIC_ADDRESS: `localhost:${new URL(first.url).port}` });
  const off = await start({ PUBLIC_ADDRESS: `127.0.0.1:${await freePort()}`, CHECK_PUBLIC_ADDRESS: "off" });
  await nowhere.saysWhy(/^PUBLIC_ADDRESS \S+ leads nowhere \(ECONNREFUSED\)/);
  await elsewhere.saysWhy(/^PUBLIC_ADDRESS \S+ leads to process/);
  await off.isReady();
});

it("[HO3] a peer that is stopped, or has just died, does not keep a process from being ready", async () => {
  const [stopped, dead] = await Promise.all([cluster.add(), cluster.add()]);
  stopped.process.kill("SIGSTOP");
  await cluster.kill(dead);
  const late = await cluster.add();
  expect(late.log()).not.toContain("not ready");
  stopped.process.kill("SIGCONT");
});

it("[HO4] a start waits for a Redis that comes up late, logs that once, and ends at once at a signal", async () => {
  const [redisPort, PORT] = (await freePorts(2)) as [number, number];
  const env = { HOST: "127.0.0.1", OPS_TOKEN, REDIS_URL: `redis://127.0.0.1:${redisPort}` };
  // The first listener there is no Redis, and counts the attempts.
  let times = 0;
  const none = createServer((socket) => {
    times++;
    socket.destroy();
  }).listen(redisPort, "127.0.0.1");
  await once(none, "listening");
  const waits = startTool("server/main.ts", [], { ...env, PORT: String(PORT) });
  const impatient = startTool("server/main.ts", [], { ...env, PORT: "0" });
  started.push(waits);
  for (const { output } of [waits, impatient])
    await until(() => output().includes("waiting for it"), "the log to contain it");
  impatient.process.kill("SIGTERM");
  expect((await impatient.ended).code).toBe(0);
  const soFar = times;
  await until(() => times > soFar + 3, "several attempts");
  none.close();
  const redis = await startPrivateRedis(redisPort);
  try {
    await until(() => waits.output().includes("accepting players"), "the start to go on");
    expect(waits.output().match(/waiting for it/g)).toHaveLength(1);
    await readyAt(`http://127.0.0.1:${PORT}`);
  } finally {
    await redis.close();
  }
});
