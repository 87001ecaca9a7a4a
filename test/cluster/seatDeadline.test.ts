/** Requests for a seat that only one process could give, which is slow. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { TestCluster } from "../support/cluster.ts";
import { requestSeat } from "../support/seats.ts";
import type { RunningServer } from "../support/server.ts";
import { type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

/** More than search at the same time: the others wait for their turn first. */
const REQUESTS = 40;

let cluster: TestCluster;
/** Full: it opens no room, and finds seats on the other process. */
let asked: RunningServer;
let slow: RunningServer;
let ada: StockPlayer;
beforeAll(async () => {
  cluster = await TestCluster.start(0);
  asked = await cluster.add({ MAX_CLIENTS_PER_PROCESS: "1" });
  ada = await stockPlayer(asked.url, "Ada");
  slow = await cluster.add();
  await cluster.ready();
  await until(async () => {
    const { processes } = await cluster.status(slow);
    return processes.some(({ pid, players }) => pid === asked.process.pid && players === 1);
  }, "the full process to be known as such");
});
// A test that fails leaves no process stopped.
afterEach(async () => {
  slow.process.kill("SIGCONT");
  await cluster.ready();
});
afterAll(async () => {
  await ada?.room.leave();
  await cluster?.close();
});

it("[CL13] requests are refused by their deadline, which counts while they queue, too, when the only process that could serve them stays slow", async () => {
  await cluster.pause(slow);
  const answers = await Promise.all(Array.from({ length: REQUESTS }, () => requestSeat(asked.url, "swarm")));
  for (const { status, error } of answers)
    expect([status, error]).toEqual([503, "no seat was found in time; try again in a moment"]);
  const times = answers.map(({ ms }) => ms);
  // One deadline after another would take twice as long.
  expect(Math.max(...times) / Math.min(...times), "the slowest to the fastest").toBeLessThan(1.5);
});

it("[CL12][CL13] a request gets its seat when the process wakes before the deadline", async () => {
  await cluster.pause(slow);
  const answer = requestSeat(asked.url, "swarm");
  // It has been asked, and has not answered.
  await wait(2000);
  slow.process.kill("SIGCONT");
  expect(await answer).toMatchObject({ status: 200 });
});
