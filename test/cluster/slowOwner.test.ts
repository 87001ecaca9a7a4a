/** An owner that is stopped or cut off from Redis for a moment, and wakes: nothing is played twice. */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "@colyseus/sdk";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { EmulatedLink } from "../../client/bots/link/emulatedLink.ts";
import { type LinkProfile, PROFILES } from "../../client/bots/link/profiles.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import { CLOSE } from "../../shared/protocol.ts";
import { TestCluster } from "../support/cluster.ts";
import type { RunningServer } from "../support/server.ts";
import { isStopped, letRoomsOpen, stopAtNextRoom } from "../support/stopping.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
/** Takes over what owners lose; no new room opens there. */
let target: RunningServer;
beforeAll(async () => {
  cluster = await TestCluster.start(0);
  target = await cluster.add({}, "test/support/targetServer.ts");
}, 120_000);
afterAll(() => cluster.close());
afterEach(async () => {
  await letRoomsOpen(target);
  for (const owner of cluster.servers.filter((server) => server !== target)) await cluster.kill(owner);
  await link?.close();
});

/** Between the owner and Redis. */
let link: EmulatedLink | undefined;

interface Match {
  owner: RunningServer;
  room: string;
  ada: SkirmishSession;
  /** Does not notice silence, and so stays where it is. */
  loyal: { tick(): number; left: number[] };
}

/** @param delayMs of the owner's link to Redis, once it plays @param drainSeconds time that a drain of the owner has */
async function match(delayMs = 0, drainSeconds = 20): Promise<Match> {
  const profile: LinkProfile = { ...PROFILES.clean };
  link = await EmulatedLink.to(cluster.redis.url.replace("redis:", "http:"), { profile });
  const owner = await cluster.add({
    ...{ REDIS_URL: link.url.replace("http:", "redis:"), DRAIN_SECONDS: String(drainSeconds) },
  });
  // The owner knows the target process, and nobody who has ended.
  await cluster.ready();
  // Not into one that an earlier test has left.
  const loyal = await new Client(owner.url).create<ArenaState>("arena", { name: "Loyal" });
  loyal.onMessage("*", () => {});
  loyal.reconnection.enabled = false;
  const left: number[] = [];
  loyal.onLeave((code) => left.push(code));
  const room = loyal.roomId;
  expect(await cluster.ownerOf(room)).toBe(owner);
  const ada = await join({ url: owner.url, room: "arena", name: "Ada", at: room });
  await until(() => ada.stats.patches > 30 && loyal.state.tick > 30, "all to play");
  profile.delayMs = delayMs;
  return { owner, room, ada, loyal: { tick: () => loyal.state.tick, left } };
}

const playsAtTarget = ({ ada, room }: Match): boolean =>
  ada.link.state === "playing" &&
  heirsLines(room).some((line) => line.includes(ada.key) && line.includes("player back"));

/** The owner drains, and passes its match to the target process, which answers that it would take it and stops on the way to having it. */
async function passTo(target: RunningServer, owner: RunningServer, room: string): Promise<void> {
  const id = await cluster.idOf(target);
  await stopAtNextRoom(target);
  owner.process.kill("SIGTERM");
  const passed = async () => (await cluster.redis.client.hget(`skirmish:room:${room}`, "owner")) === id;
  await until(passed, "the match to be passed on");
  await until(() => isStopped(target), "the target process to stop");
}

/** Whether a process has refused somebody a seat. */
async function knocked({ url }: RunningServer): Promise<boolean> {
  const metrics = await (await fetch(`${url}/metrics`, { headers: cluster.operator })).text();
  return /reason="no_seat"\} [1-9]/.test(metrics);
}

/** What the target process has logged of a room. */
const heirsLines = (room: string): string[] =>
  target
    .log()
    .split("\n")
    .filter((line) => line.includes(room));

it("[SV5] an owner that wakes while Redis does not answer plays nothing, and sends its clients to ask", {
  timeout: 120_000,
}, async () => {
  const it = await match();
  const { owner, room, ada, loyal } = it;
  owner.process.kill("SIGSTOP");
  await until(() => playsAtTarget(it), "Ada to be back at the target process");
  link!.goSilent();
  const { tick } = ada.state;
  const before = loyal.tick();
  owner.process.kill("SIGCONT");
  await until(
    () => ada.state.tick > tick + 30 && loyal.left.length > 0,
    "the target process to play, and Loyal to be sent away",
  );
  expect(loyal.tick(), "what the owner told after it woke").toBe(before);
  expect(loyal.left).toEqual([CLOSE.comeBack]);
  const there = await fetch(`${owner.url}/api/rooms/${room}/here`);
  expect(there.status, "what the owner says to who asks for the room").toBe(404);
  link!.mend();
  link!.cut();
  await until(() => owner.log().includes("room lost to another process"), "the owner to let go");
  const owned = cluster.owned().filter((one) => one.room === room);
  expect(owned.map(({ epoch }) => epoch)).toEqual([1, 2]);
  await ada.leave();
});

it("[SV5] an owner that was stopped for less than a second asks as well, and tells nothing that its target process plays", {
  timeout: 120_000,
}, async () => {
  const it = await match();
  const { owner, room, ada, loyal } = it;
  let asking = true;
  // As players do whose connection seems dead.
  const asked = (async () => {
    while (asking) await cluster.where(room, target).finally(() => wait(20));
  })();
  for (const stop of [700, 800, 900]) {
    if ((await cluster.ownerIn(room)) !== owner) break;
    const asks = owner.log().split("asking whether").length;
    owner.process.kill("SIGSTOP");
    await wait(stop);
    const before = loyal.tick();
    owner.process.kill("SIGCONT");
    await until(() => owner.log().split("asking whether").length > asks, "the owner to ask");
    await until(
      () => owner.log().includes("room lost to another process") || loyal.tick() > before + 10,
      "play to go on, or the owner to let go",
    );
    // On a slow machine it may have been stopped for so long that its room was taken over.
    if (owner.log().includes("room lost to another process"))
      expect(loyal.tick(), "what the owner told after it woke").toBe(before);
  }
  asking = false;
  await asked;
  await until(() => ada.link.state === "playing", "Ada to play");
  await ada.leave();
});

it("[SV6] a process that is cut off from Redis after it has passed a match on does not play what its target process plays", {
  timeout: 120_000,
}, async () => {
  const it = await match();
  const { owner, room, ada, loyal } = it;
  await passTo(target, owner, room);
  const before = loyal.tick();
  link!.goSilent();
  await until(() => loyal.left.length > 0, "Loyal to be sent away");
  expect(loyal.left).toEqual([CLOSE.comeBack]);
  // Nobody answers Ada where her match is: she tries the owner, which must not let her in.
  await until(() => knocked(owner), "Ada to be refused by the owner");
  target.process.kill("SIGCONT");
  await until(() => playsAtTarget(it), "Ada to be back at the target process");
  const { tick } = ada.state;
  await until(() => ada.state.tick > tick + 30, "the target process to play");
  expect(loyal.tick() - before, "ticks that the owner told after it had passed the match on").toBeLessThan(2);
  expect(ada.stats.returns).toBe(1);
  const ended = once(owner.process, "exit");
  link!.mend();
  link!.cut();
  await until(() => owner.log().includes("room lost to another process"), "the owner to let go");
  expect((await ended)[0]).toBe(0);
  expect(ada.link.state).toBe("playing");
  await ada.leave();
});

it("[SV6] a process whose time is over before it knows whether its match lives on says 4010, not that it is over", {
  timeout: 120_000,
}, async () => {
  const it = await match(0, 1);
  const { owner, room, ada, loyal } = it;
  await passTo(target, owner, room);
  link!.goSilent();
  await until(() => loyal.left.length > 0, "Loyal to be sent away");
  expect(loyal.left).toEqual([CLOSE.comeBack]);
  target.process.kill("SIGCONT");
  await until(() => playsAtTarget(it), "Ada to be back at the target process");
  await ada.leave();
});

it("[SV6] a match that is handed over while its player asks the target process for it is opened once", {
  timeout: 120_000,
}, async () => {
  // The answer to the pass, and then the request to open the room, come late.
  const it = await match(150);
  const { owner, room, ada } = it;
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
  expect(heirsLines(room).filter((line) => line.includes("room restored"))).toHaveLength(1);
  expect(heirsLines(room).join()).not.toContain("room lost to another process");
  expect(ada.stats.returns).toBe(1);
  await ada.leave();
});
