/** A match that cannot go on ends, and affects no other match. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Link } from "../../client/session/view.ts";
import { join as play } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { ROOM_LEASE } from "../../server/cluster/roomLease.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { BREAKING, type RunningServer, STOPPING } from "../support/server.ts";
import { isStopped, stopAtNextRoom } from "../support/stopping.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(0);
});
afterAll(() => cluster.close());

const isAlive = ({ process }: RunningServer): boolean =>
  process.exitCode === null && process.signalCode === null;
const living = () => cluster.servers.filter(isAlive);

/**
 * Kills or starts processes until there are `count`, which know each other: a player that joins then learns
 * the address of each.
 */
async function processes(count: number): Promise<RunningServer[]> {
  const alive = living();
  cluster.servers.splice(0, Infinity, ...alive);
  for (const extra of alive.slice(count)) await cluster.kill(extra);
  const missing = Math.max(0, count - alive.length);
  await Promise.all(Array.from({ length: missing }, () => cluster.add({}, BREAKING)));
  await cluster.ready();
  return [...cluster.servers];
}

async function quarantined(room: string): Promise<boolean> {
  return (await cluster.redis.client.exists(`skirmish:lost:${room}`)) === 1;
}

/** @returns whether the next death of its owner counts as one without play in between */
async function unplayed(room: string): Promise<boolean> {
  return (await cluster.redis.client.hexists(`skirmish:room:${room}`, "restores")) === 1;
}

/** @returns the process's count of restores with this result */
async function restores(result: string, { url }: RunningServer): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`, { headers: cluster.operator })).text();
  const counted = new RegExp(`skirmish_room_restores_total\\{result="${result}"\\} (\\d+)`);
  return Number(counted.exec(metrics)?.[1]);
}

/** @returns the log lines about a room */
const linesOf = (server: RunningServer, room: string): string =>
  server
    .log()
    .split("\n")
    .filter((line) => line.includes(room))
    .join("\n");

/**
 * Call it while the player plays.
 * @returns a wait until the player is told that its match is over. Without an answer it would give its seat
 * up after 30 s, which does not count: each answer puts that off.
 */
function matchOverFor(player: SkirmishSession): () => Promise<void> {
  let lost: Link | undefined;
  let isTold: boolean | undefined;
  player.events.on("link", (link) => {
    if (link.state === "over") isTold = lost?.state !== "lost" || performance.now() < lost.giveUpAt;
    lost = link;
  });
  return async () => {
    await until(() => isTold !== undefined, "its player to learn that the match is over");
    expect(isTold, "told before it gives up").toBe(true);
  };
}

it("[SV12] a process that is stopped for longer than a room may hang is not ended by its own watchdog", async () => {
  const [only] = (await processes(1)) as [RunningServer];
  const ada = await play({ url: only.url, room: "arena", name: "Ada" });
  await until(() => ada.stats.patches > 30, "Ada to play");
  only.process.kill("SIGSTOP");
  await wait(5500);
  only.process.kill("SIGCONT");
  await until(() => ada.link.state === "playing" && ada.stats.returns > 0, "Ada to be back");
  expect(isAlive(only)).toBe(true);
  expect(linesOf(only, ada.roomId)).not.toContain("has blocked the event loop");
  await ada.leave();
});

it("[SV10] a match whose every step fails ends for its players, and its record is kept for the operator", async () => {
  const [only] = (await processes(1)) as [RunningServer];
  const before = await restores("quarantined", only);
  const ada = await play({ url: only.url, room: "arena", name: "Stumbler" });
  const matchOver = matchOverFor(ada);
  let searches = 0;
  ada.events.on("link", ({ state }) => {
    if (state === "lost" && linesOf(only, ada.roomId).includes("match lost")) searches++;
  });
  await until(() => quarantined(ada.roomId), "the match to be given up");
  await matchOver();
  expect(searches, "the client learns it at once, and does not search").toBe(0);
  await until(() => linesOf(only, ada.roomId).includes("room closed"), "the room to close");
  expect(await cluster.located(ada.roomId, only)).toBe(404);
  expect(isAlive(only)).toBe(true);
  expect((await restores("quarantined", only)) - before).toBe(1);
  const faults = linesOf(only, ada.roomId).match(/"times":\d+,"msg":"fault in a step"/g) ?? [];
  expect(faults.length, "the same fault is logged once, and as a total every 5 s").toBeGreaterThan(0);
  expect(faults.filter((one) => one.includes('"times":1,')).length, "single faults").toBeLessThanOrEqual(1);
});

it("[SV3][SV10] a match whose owners are killed before they can step it continues with the next owner", async () => {
  const [first] = (await processes(1)) as [RunningServer];
  const ada = await play({ url: first.url, room: "arena", name: "Ada" });
  // Two stop. While they do, the player may ask the third before the test has killed the second.
  const stops = mkdtempSync(join(tmpdir(), "skirmish-stops-"));
  const heirs = await Promise.all([1, 2, 3].map(() => cluster.add({ STOPS: stops }, STOPPING)));
  try {
    await cluster.ready();
    const { tick } = ada.state;
    await until(() => ada.state.tick > tick + 4 * TICK_RATE, "Ada to play, and to know the processes");
    const { id } = ada.own()!;
    for (const heir of heirs) await stopAtNextRoom(heir);
    await cluster.kill(first);
    while (heirs.length > 1) {
      await until(
        () => heirs.some(isStopped) || ada.link.state === "over",
        "an owner to stop between its claim and its first step",
      );
      const logs = () => heirs.map((heir) => linesOf(heir, ada.roomId)).join("\n\n");
      expect(ada.link.state, `Ada's connection; ${ada.link.state === "over" ? logs() : ""}`).not.toBe("over");
      const [stopped] = heirs.splice(heirs.findIndex(isStopped), 1) as [RunningServer];
      await cluster.kill(stopped);
    }
    await until(() => ada.link.state !== "lost", "Ada to be back, or to learn that the match is over");
    expect(ada.link.state).toBe("playing");
    expect(ada.own()).toMatchObject({ id });
    await until(async () => !(await unplayed(ada.roomId)), "the match to count as played");
    await ada.leave();
  } finally {
    for (const heir of heirs) await cluster.kill(heir);
    rmSync(stops, { recursive: true });
  }
});

it("[SV10] a match that no process can restore ends after the second attempt, whatever the error", async () => {
  const [first] = (await processes(2)) as [RunningServer];
  const ada = await play({ url: first.url, room: "arena", name: "Thrower" });
  await until(() => ada.stats.patches > 30, "Ada to play");
  const matchOver = matchOverFor(ada);
  const owner = await cluster.ownerOf(ada.roomId);
  const played = cluster.epochOf(ada.roomId);
  await cluster.kill(owner);
  const [last] = living() as [RunningServer];
  const counts = async () => [await restores("failed", last), await restores("quarantined", last)] as const;
  const before = await counts();
  await until(() => quarantined(ada.roomId), "the match to be given up");
  await matchOver();
  const epoch = Number(await cluster.redis.client.hget(`skirmish:room:${ada.roomId}`, "epoch"));
  const [failed, given] = (await counts()).map((count, i) => count - before[i]!) as [number, number];
  // Each attempt has an epoch of its own, and so has the end. Redis may be too slow to note a failure.
  expect(failed, "attempts").toBeGreaterThanOrEqual(2);
  expect(failed, "attempts").toBeLessThanOrEqual(ROOM_LEASE.restores + 1);
  expect(epoch - played, "epochs since").toBeGreaterThan(failed);
  expect(given, "times that the match was given up").toBe(1);
  expect(living()).toEqual([last]);
  const eve = await play({ url: last.url, room: "arena", name: "Eve" });
  await until(() => eve.stats.patches > 10, "a new match to be played");
  await eve.leave();
});

it("[SV10][SV12][IV7] a match whose step hangs ends with the second process that it hangs; another match continues", async () => {
  const [first] = (await processes(1)) as [RunningServer];
  first.process.kill("SIGUSR2");
  await until(() => first.log().includes("nothing breaks here"), "the fault to be switched off");
  const bob = await play({ url: first.url, room: "swarm", name: "Bob" });
  const land = fly(bob);
  const ada = await play({ url: first.url, room: "arena", name: "Hanger" });
  const matchOver = matchOverFor(ada);
  const all = await processes(3);
  // Once a second a match sends its players the addresses of the other processes.
  const ticks = [ada, bob].map(({ state }) => state.tick);
  await until(
    () => ada.state.tick > 90 && [ada, bob].every(({ state }, i) => state.tick > ticks[i]! + TICK_RATE),
    "both to play, and to know the new processes",
  );
  const { id, score } = bob.own()!;
  const before = await Promise.all(all.map((server) => restores("quarantined", server)));
  first.process.kill("SIGUSR2");
  await until(() => quarantined(ada.roomId), "the match to be given up");
  await matchOver();
  await until(() => living().length === 1, "the hanging processes to end");
  await until(() => bob.link.state === "playing", "Bob to be back");
  const { tick } = bob.state;
  await until(() => bob.state.tick > tick + 30, "Bob's match to go on");
  expect(bob.own()).toMatchObject({ id });
  expect(bob.own()!.score).toBeGreaterThanOrEqual(score);
  expect(await quarantined(bob.roomId)).toBe(false);
  const [last] = living() as [RunningServer];
  expect(await cluster.located(ada.roomId, last)).toBe(404);
  expect((await restores("quarantined", last)) - before[all.indexOf(last)]!).toBe(1);
  for (const server of all)
    if (server !== last) expect(server.log()).toContain(`room ${ada.roomId} has blocked the event loop`);
  land();
  await bob.leave();
});
