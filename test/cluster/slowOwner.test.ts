/**
 * An owner that is stopped or cut off from Redis for a moment, and wakes: no tick is played by two owners.
 */
import { once } from "node:events";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { Client } from "@colyseus/sdk";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { type LinkProfile, PROFILES } from "../../client/bots/link/profiles.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { CLOSE } from "../../shared/protocol.ts";
import { TestCluster } from "../support/cluster.ts";
import { type RunningServer, wasStopped } from "../support/server.ts";
import { isStopped, letRoomsOpen, stopAtNextRoom } from "../support/stopping.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
/** Takes over rooms; no new room opens there. */
let target: RunningServer;
beforeAll(async () => {
  cluster = await TestCluster.start(0);
  target = await cluster.add({}, "test/support/targetServer.ts");
});
afterAll(() => cluster.close());
afterEach(async () => {
  await letRoomsOpen(target);
  for (const owner of cluster.servers.filter((server) => server !== target)) await cluster.kill(owner);
  await link?.close();
});

/** The link between the owner and Redis. */
let link: EmulatedLink | undefined;

interface Match {
  owner: RunningServer;
  ownerId: string;
  room: string;
  ada: SkirmishSession;
  /** A client without a silence timeout: it stays connected to the owner. */
  stock: { tick(): number; left: number[] };
}

/**
 * @param delayMs of the owner's link to Redis, once the match runs
 * @param drainSeconds duration of a drain of the owner
 */
async function match(delayMs = 0, drainSeconds = 20): Promise<Match> {
  const profile: LinkProfile = { ...PROFILES.clean };
  link = await EmulatedLink.to(cluster.redis.url.replace("redis:", "http:"), { profile });
  const owner = await cluster.add({
    ...{ REDIS_URL: link.url.replace("http:", "redis:"), DRAIN_SECONDS: String(drainSeconds) },
  });
  // The owner knows the target process, and no process that has ended.
  await cluster.ready();
  // Creates a room: one of an earlier test may still be open.
  const stock = await new Client(owner.url).create<ArenaState>("arena", { name: "Stock" });
  stock.onMessage("*", () => {});
  stock.reconnection.enabled = false;
  const left: number[] = [];
  stock.onLeave((code) => left.push(code));
  const room = stock.roomId;
  expect(await cluster.ownerOf(room)).toBe(owner);
  const ada = await join({ url: owner.url, room: "arena", name: "Ada", at: room });
  await until(() => ada.stats.patches > 30 && stock.state.tick > 30, "all players to play");
  const ownerId = await cluster.idOf(owner);
  profile.delayMs = delayMs;
  return { owner, ownerId, room, ada, stock: { tick: () => stock.state.tick, left } };
}

const playsAtTarget = ({ ada, room }: Match): boolean =>
  ada.link.state === "playing" &&
  targetLog(room).some((line) => line.includes(ada.key) && line.includes("player back"));

/** Drains the owner. The target process accepts the match and stops before it has restored it. */
async function passTo(target: RunningServer, owner: RunningServer, room: string): Promise<void> {
  const id = await cluster.idOf(target);
  await stopAtNextRoom(target);
  owner.process.kill("SIGTERM");
  const passed = async () => (await cluster.redis.client.hget(`skirmish:room:${room}`, "owner")) === id;
  await until(passed, "the match to be passed on");
  await until(() => isStopped(target), "the target process to stop");
  await readAll();
}

/** A test that the machine has stopped has not read yet what has arrived meanwhile. */
async function readAll(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await turn();
}

/** @returns whether a process has refused a seat */
async function hasRefused({ url }: RunningServer): Promise<boolean> {
  const metrics = await (await fetch(`${url}/metrics`, { headers: cluster.operator })).text();
  return /reason="moving"\} [1-9]/.test(metrics);
}

/** @returns what the target process has logged of a room */
const targetLog = (room: string): string[] =>
  target
    .log()
    .split("\n")
    .filter((line) => line.includes(room));

it("[SV5] an owner that wakes while Redis does not answer makes no step, and sends its clients away to ask", async () => {
  const it = await match();
  const { owner, ownerId, room, ada, stock } = it;
  const epoch = cluster.epochOf(room);
  owner.process.kill("SIGSTOP");
  await until(() => playsAtTarget(it), "Ada to be back at the target process");
  link!.goSilent();
  const { tick } = ada.state;
  const before = stock.tick();
  owner.process.kill("SIGCONT");
  await until(() => stock.left.length > 0, "the stock client to be sent away");
  await until(() => ada.state.tick > tick + 30, "the target process to play");
  expect(stock.tick(), "patches of the owner after it woke").toBe(before);
  expect(stock.left).toEqual([CLOSE.comeBack]);
  const there = await fetch(`${owner.url}/api/rooms/${room}/here`);
  expect(there.status, "the owner's answer to requests for the room").toBe(404);
  link!.mend();
  link!.cut();
  await until(() => owner.log().includes("room lost to another process"), "the owner to give way");
  const owned = cluster.owned().filter((one) => one.room === room);
  expect(new Set(owned.map((one) => one.epoch)).size, "epochs, each with one owner").toBe(owned.length);
  const later = owned.filter((one) => one.epoch > epoch).map(({ process }) => process);
  expect(later, "owners since").toContain(await cluster.idOf(target));
  expect(later, "owners since").not.toContain(ownerId);
  await ada.leave();
});

it("[SV5] an owner that was stopped for less than a second asks Redis too, and sends no tick that its target process plays", async () => {
  const it = await match();
  const { owner, room, ada, stock } = it;
  let asking = true;
  // As clients do whose connection seems dead.
  const asked = (async () => {
    while (asking) await cluster.where(room, target).finally(() => wait(20));
  })();
  for (const stop of [700, 800, 900]) {
    if ((await cluster.ownerIn(room)) !== owner) break;
    const asks = owner.log().split("asking whether").length;
    owner.process.kill("SIGSTOP");
    await wait(stop);
    await readAll();
    const before = stock.tick();
    owner.process.kill("SIGCONT");
    await until(() => owner.log().split("asking whether").length > asks, "the owner to ask Redis");
    await until(
      () => owner.log().includes("room lost to another process") || stock.tick() > before + 10,
      "play to go on, or the owner to give way",
    );
    // On a slow machine the stop may have been so long that the room was taken over.
    if (owner.log().includes("room lost to another process"))
      expect(stock.tick(), "patches of the owner after it woke").toBe(before);
  }
  asking = false;
  await asked;
  await until(() => ada.link.state === "playing", "Ada to play");
  await ada.leave();
});

it("[SV6] a process that is cut off from Redis after it has passed a match on does not play it at the same time as its target", async () => {
  const it = await match();
  const { owner, room, ada, stock } = it;
  await passTo(target, owner, room);
  const before = stock.tick();
  link!.goSilent();
  await until(() => stock.left.length > 0, "the stock client to be sent away");
  expect(stock.left).toEqual([CLOSE.comeBack]);
  // No process answers where Ada's match is: she tries the owner, which must refuse her.
  await until(() => hasRefused(owner), "Ada to be refused by the owner");
  target.process.kill("SIGCONT");
  await until(() => playsAtTarget(it), "Ada to be back at the target process");
  const { tick } = ada.state;
  await until(() => ada.state.tick > tick + 30, "the target process to play");
  expect(stock.tick() - before, "ticks that the owner sent after it had passed the match on").toBeLessThan(2);
  const ended = once(owner.process, "exit");
  link!.mend();
  link!.cut();
  await until(() => owner.log().includes("room lost to another process"), "the owner to give way");
  expect((await ended)[0]).toBe(0);
  await until(() => ada.link.state === "playing", "Ada to play");
  await ada.leave();
});

it("[SV6] a process whose drain ends before it knows the fate of its match closes with 4010, not as if the match were over", async () => {
  const it = await match(0, 1);
  const { owner, room, ada, stock } = it;
  await passTo(target, owner, room);
  link!.goSilent();
  await until(() => stock.left.length > 0, "the stock client to be sent away");
  expect(stock.left).toEqual([CLOSE.comeBack]);
  target.process.kill("SIGCONT");
  await until(() => playsAtTarget(it), "Ada to be back at the target process");
  await ada.leave();
});

it("[SV6] a match that is handed over while its player asks the target process for it is opened once", async () => {
  // The answer to the pass, and then the request to open the room, arrive late.
  const it = await match(150);
  const { owner, room, ada } = it;
  const soFar = target.log().length;
  let asking = true;
  const asked = (async () => {
    while (asking) await cluster.where(room, target).finally(() => wait(10));
  })();
  const ended = once(owner.process, "exit");
  owner.process.kill("SIGTERM");
  await until(() => playsAtTarget(it), "Ada to be back at the target process");
  const { tick } = ada.state;
  await until(() => ada.state.tick > tick + 60, "the match to go on");
  await ended;
  asking = false;
  await asked;
  const owned = cluster.owned().filter((one) => one.room === room);
  expect(new Set(owned.map(({ epoch }) => epoch)).size, "epochs, each with one owner").toBe(owned.length);
  // Where the machine is too slow to open the room within 3 s, its owner takes it back and tries again.
  const isSlow =
    wasStopped(owner) || wasStopped(target, soFar) || owner.log().includes("room not handed over");
  if (!isSlow) {
    expect(targetLog(room).filter((line) => line.includes("room restored"))).toHaveLength(1);
    expect(targetLog(room).join()).not.toContain("room lost to another process");
    expect(ada.stats.returns).toBe(1);
  }
  await ada.leave();
});
