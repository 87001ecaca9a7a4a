/** A match that cannot go on: it ends, and takes nothing with it. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { join } from "../../client/session/connect.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import type { RunningServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const PROGRAM = "test/support/breakingServer.ts";
let cluster: TestCluster;
beforeEach(async () => {
  cluster = await TestCluster.start(0);
  await cluster.add({}, PROGRAM);
}, 120_000);
afterEach(() => cluster.close());

const isAlive = ({ process }: RunningServer): boolean =>
  process.exitCode === null && process.signalCode === null;
const living = () => cluster.servers.filter(isAlive);

/** The rest of the cluster: whoever has a match in the first process has it alone. */
async function others(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => cluster.add({}, PROGRAM)));
  // A player is told of all of them as it joins, and can ask those that are left.
  await until(
    async () => (await cluster.status()).processes.length === count + 1,
    "the first process to know the others",
  );
}

async function quarantined(room: string): Promise<boolean> {
  return (await cluster.redis.client.exists(`skirmish:lost:${room}`)) === 1;
}

async function restores(result: string): Promise<number> {
  const all = await Promise.all(
    living().map(async ({ url }) => (await fetch(`${url}/metrics`, { headers: cluster.operator })).text()),
  );
  const counted = new RegExp(`skirmish_room_restores_total\\{result="${result}"\\} (\\d+)`);
  return all.reduce((sum, text) => sum + Number(counted.exec(text)?.[1]), 0);
}

it("[SV10][SV12][IV7] a match whose step hangs ends with the second process it takes down; the one beside it goes on", {
  timeout: 120_000,
}, async () => {
  const [first] = cluster.servers as [RunningServer];
  const bob = await join({ url: first.url, room: "swarm", name: "Bob" });
  const land = fly(bob);
  await until(() => bob.stats.patches > 30, "Bob to play");
  const { id, score } = bob.own()!;
  await others(2);
  // The fullest room is the first one's; a new kind of room opens where most headroom is.
  const ada = await join({ url: first.url, room: "arena", name: "Hanger" });
  await until(() => quarantined(ada.roomId), "the match to be given up", 60_000);
  await until(() => living().length === 1, "the processes it hangs to end");
  await until(() => bob.link.state === "playing", "Bob to be back");
  const { tick } = bob.state;
  await until(() => bob.state.tick > tick + 60, "Bob's match to go on");
  expect(bob.own()).toMatchObject({ id });
  expect(bob.own()!.score).toBeGreaterThanOrEqual(score);
  expect(await quarantined(bob.roomId)).toBe(false);
  const [last] = living() as [RunningServer];
  expect(await cluster.where(ada.roomId, last)).toBe(404);
  expect(await restores("quarantined")).toBe(1);
  const ended = cluster.servers.filter((server) => !isAlive(server));
  expect(ended).toHaveLength(2);
  for (const server of ended) expect(server.log()).toContain(`room ${ada.roomId} hangs`);
  land();
  await bob.leave();
});

it("[SV10] a match that no process can restore ends after the second attempt, whatever the error", {
  timeout: 120_000,
}, async () => {
  await others(1);
  const ada = await join({ url: cluster.servers[0]!.url, room: "arena", name: "Thrower" });
  await until(() => ada.stats.patches > 30, "Ada to play");
  const owner = (await cluster.ownerOf(ada.roomId))!;
  await cluster.kill(owner);
  await until(() => quarantined(ada.roomId), "the match to be given up");
  await until(() => ada.link.state === "over", "its player to be told");
  const epoch = await cluster.redis.client.hget(`skirmish:room:${ada.roomId}`, "epoch");
  expect(Number(epoch), "the last epoch").toBe(3);
  expect([await restores("failed"), await restores("quarantined")]).toEqual([1, 1]);
  expect(living()).toHaveLength(1);
  const eve = await join({ url: cluster.servers[0]!.url, room: "arena", name: "Eve" });
  await until(() => eve.stats.patches > 10, "a new match to be played");
  await eve.leave();
});

it("[SV10] a match whose every step fails ends for its players and is kept for the operator", {
  timeout: 120_000,
}, async () => {
  const ada = await join({ url: cluster.servers[0]!.url, room: "arena", name: "Stumbler" });
  await until(() => quarantined(ada.roomId), "the match to be given up");
  await until(async () => (await cluster.where(ada.roomId)) === 404, "the match to be over");
  expect(living()).toHaveLength(1);
  expect(await restores("quarantined")).toBe(1);
  expect(cluster.servers[0]!.log().match(/"fault in a step"/g), "the same fault is told once").toHaveLength(
    1,
  );
});

it("[SV12] a process that is stopped for longer than a room may hang is not ended by its own watchdog", {
  timeout: 120_000,
}, async () => {
  const [only] = cluster.servers as [RunningServer];
  const ada = await join({ url: only.url, room: "arena", name: "Ada" });
  await until(() => ada.stats.patches > 30, "Ada to play");
  only.process.kill("SIGSTOP");
  const end = performance.now() + 7000;
  await until(() => performance.now() > end, "longer than 5 s");
  only.process.kill("SIGCONT");
  await until(() => ada.link.state === "playing" && ada.stats.returns > 0, "Ada to be back");
  expect(only.log()).not.toContain("hangs");
  await ada.leave();
});
