/** A process that is asked to stop: what it reports, where its matches go, and how long it may take. */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { CLOSE } from "../../shared/protocol.ts";
import { OPS_TOKEN, TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { OperatorClient } from "../support/operatorClient.ts";
import { requestSeat, type SeatAnswer } from "../support/seats.ts";
import { type RunningServer, WITH_IO_THREAD } from "../support/server.ts";
import { stockPlayer } from "../support/stockClient.ts";
import { isStopped } from "../support/stopping.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await TestCluster.start(2, { DRAIN_SECONDS: "15" }, false, WITH_IO_THREAD);
});
afterEach(() => cluster.close());

const readiness = async ({ url }: RunningServer) => {
  const answer = await fetch(`${url}/readyz`);
  return [answer.status, ((await answer.json()) as { reason?: string }).reason];
};

/** @returns a player, and the process that has its room */
async function playerOnProcess(): Promise<[SkirmishSession, RunningServer]> {
  const session = await join({ url: cluster.servers[0]!.url, room: "arena", name: "Ada" });
  return [session, await cluster.ownerOf(session.roomId)];
}

/** Longer than a stop after which an owner asks whether its rooms are still its own, ms. */
const SLEPT = 700;

/** @returns the code with which a process that ends closes a player, the player's room, and its exit code */
async function endsWith(
  server: RunningServer,
  end: () => Promise<void>,
): Promise<{ code: number; room: string; exit: number | null }> {
  const { room } = await stockPlayer(server.url, "Ada");
  // Its retries would end with another code.
  room.reconnection.enabled = false;
  const left = new Promise<number>((resolve) => room.onLeave(resolve));
  const ended = once(server.process, "exit");
  await end();
  const [code, [exit]] = await Promise.all([left, ended]);
  return { code, room: room.roomId, exit };
}

for (const [what, order] of [
  ["SIGTERM", async (server: RunningServer) => void server.process.kill("SIGTERM")],
  [
    "POST /ops/drain, sent to another process",
    async (server: RunningServer) => {
      const other = cluster.servers.find((one) => one !== server)!;
      const operator = new OperatorClient(other.url, OPS_TOKEN);
      await operator.carryOut("drain", { process: await cluster.idOf(server) });
    },
  ],
] as const)
  it(`[CL9] at ${what} a process hands its matches over and exits with 0`, async () => {
    const [ada, owner] = await playerOnProcess();
    const land = fly(ada);
    await until(() => ada.stats.patches > 30, "Ada to play");
    const ended = once(owner.process, "exit");
    await order(owner);
    const [code] = await ended;
    expect(code, owner.log()).toBe(0);
    await until(() => ada.link.state === "playing" && ada.stats.returns > 0, "Ada to be back");
    const target = cluster.servers.find((one) => one !== owner)!;
    expect(await cluster.ownerOf(ada.roomId)).toBe(target);
    await until(async () => {
      const { processes } = await cluster.status(target);
      return processes.every(({ pid }) => pid === target.process.pid);
    }, "the process to be removed from the list");
    land();
    await ada.leave();
  });

it("[CL9] a process without a target for its match reports the drain, admits no player, and ends when its time is up", async () => {
  const [ada, owner] = await playerOnProcess();
  const target = cluster.servers.find((one) => one !== owner)!;
  // It counts as alive for a while, but accepts nothing.
  target.process.kill("SIGSTOP");
  const ended = once(owner.process, "exit");
  owner.process.kill("SIGTERM");
  await until(
    async () => (await readiness(owner)).join() === "503,draining",
    "the process to report that it drains",
  );
  expect((await requestSeat(owner.url)).status, "nobody new").toBe(503);
  await ended;
  target.process.kill("SIGCONT");
  await until(() => ada.link.state !== "playing", "Ada to notice");
});

it("[CL9] a process waits for its only peer, which sends no heartbeats, as long as the peer may only be slow", async () => {
  const [ada, owner] = await playerOnProcess();
  const land = fly(ada);
  await until(() => ada.stats.patches > 30, "Ada to play");
  const target = cluster.servers.find((one) => one !== owner)!;
  const ended = once(owner.process, "exit");
  target.process.kill("SIGSTOP");
  try {
    await until(
      async () => (await cluster.status(owner)).processes?.length === 1,
      "the peer to count as dead",
    );
    owner.process.kill("SIGTERM");
    await until(() => owner.log().includes('"msg":"draining"'), "the drain to begin");
    // The pause goes on for a while.
    await wait(1000);
    await until(() => ada.link.state === "playing", "Ada to play on meanwhile");
  } finally {
    target.process.kill("SIGCONT");
  }
  expect((await ended)[0], owner.log()).toBe(0);
  await until(() => ada.link.state === "playing" && ada.stats.returns > 0, "Ada to be back");
  expect(await cluster.ownerOf(ada.roomId)).toBe(target);
  land();
  await ada.leave();
});

it("[CL9] a full process reports it, and rooms open on others", async () => {
  const small = await cluster.add({ MAX_CLIENTS_PER_PROCESS: "1" });
  const id = await cluster.idOf(small);
  let seat: SeatAnswer | undefined;
  const isThere = async () => {
    seat = await requestSeat(small.url, "arena", "create");
    // The rate of reservations is limited.
    if (seat.status !== 200) await wait(1000);
    return seat.process === id;
  };
  await until(isThere, "a room on the small process");
  const ada = await join({ url: small.url, room: "arena", name: "Ada", at: seat!.room });
  // It may be cut off from Redis for a moment.
  await until(async () => (await readiness(small))[1] === "full", "the process to report that it is full");
  expect((await readiness(small))[0]).toBe(503);
  await until(
    async () => (await cluster.status()).processes.some((one) => one.id === id && one.players === 1),
    "the other processes to know",
  );
  for (let i = 0; i < 8; i++) expect((await requestSeat(small.url)).process).not.toBe(id);
  await ada.leave();
});

it("[CL9] the last process closes its clients for good, and does not wait", async () => {
  const [first, second] = cluster.servers as [RunningServer, RunningServer];
  // With a goodbye: a drain waits for a process that has only fallen silent.
  await second.stop();
  cluster.servers.pop();
  await until(
    async () => (await cluster.status(first)).processes?.length === 1,
    "the other process to be gone",
  );
  const { code, exit } = await endsWith(first, async () => void first.process.kill("SIGTERM"));
  expect([code, exit], first.log()).toEqual([CLOSE.stopping, 0]);
  expect(first.log(), "the drain did not wait").not.toContain("the drain waits");
});

for (const { answers, code } of [
  { answers: true, code: CLOSE.stopping },
  { answers: false, code: CLOSE.comeBack },
])
  it(`[SV5][CL9] a process that ends while it does not know whether a match is still its own asks Redis, which ${answers ? "answers" : "does not answer"}: it closes its clients with ${code}`, async () => {
    for (const server of cluster.servers.splice(0)) await server.stop();
    const server = await cluster.add({ DRAIN_SECONDS: "8" }, "test/support/stopsBeforeEnd.ts");
    await until(async () => (await cluster.status()).processes.length === 1, "no other process");
    const ended = await endsWith(server, async () => {
      server.process.kill("SIGTERM");
      await until(() => isStopped(server), "the process to stop in the middle of its end");
      if (!answers) cluster.redis.pause();
      await wait(SLEPT);
      // When it wakes, it asks.
      server.process.kill("SIGCONT");
    }).finally(() => cluster.redis.resume());
    expect(server.log()).toContain("asking whether it still owns the room");
    expect(server.log()).toContain("stopping waits");
    expect([ended.code, ended.exit], server.log()).toEqual([code, 0]);
    const kept = await cluster.redis.client.hexists(`skirmish:room:${ended.room}`, "checkpoint");
    expect(kept === 1, "whether another process could still take the match over").toBe(!answers);
  });
