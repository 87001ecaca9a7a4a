/**
 * A match that is watched live while a drain and a kill move it through three processes, none of which has a
 * file of it.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { logStream } from "../../client/replay/loadMatch.ts";
import { WatchFeed } from "../../client/watch/feed.ts";
import { games } from "../../games/index.ts";
import { join } from "../../games/skirmish/client/session/join.ts";
import { BadLog } from "../../shared/log/bytes.ts";
import { Replay } from "../../shared/log/replay.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { movingAddress } from "../support/movingAddress.ts";
import { until } from "../support/until.ts";

const ENV = { WATCH_DELAY: "4" };
let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(2, ENV);
});
afterAll(() => cluster.close());

it("[WA4] watchers see the match continue: without a hole after a hand-over, and with one after a kill", async () => {
  const session = await join({ url: cluster.servers[0]!.url, room: "arena", name: "Ada" });
  const land = fly(session);
  await until(() => session.stats.patches > 60, "the player to play");
  const room = session.roomId;
  let first = cluster.servers[0]!;
  let other = first;
  let target: URL | undefined;
  // A process that is slow to find the owner answers that it still searches.
  await until(async () => {
    first = await cluster.ownerOf(room);
    other = cluster.servers.find((server) => server !== first)!;
    const led = await fetch(`${other.url}/api/watch/${room}?after=1.5`, { redirect: "manual" });
    if (led.status !== 307) return false;
    target = new URL(led.headers.get("location")!, other.url);
    return true;
  }, "the other process to lead to the owner");
  expect(target!.port + target!.pathname + target!.search).toBe(
    `${new URL(first.url).port}/api/watch/${room}?after=1.5`,
  );

  // As a balancer does, it leads to a process that lives.
  const portOf = ({ url }: { url: string }): number => Number(new URL(url).port);
  const entry = await movingAddress(portOf(other));
  const root = entry.url.replace("redis:", "http:");
  const stream = logStream();
  const feed = new WatchFeed({ root, room, stream, onState() {} });
  const over = feed.run();
  const watched = (): number => stream.position?.tick ?? 0;
  const epochs = (): number[] => stream.logs.map(({ header }) => header.epoch);
  /** Epochs that a hole separates from the one before. */
  const afterHoles = (): number[] =>
    holesIn(stream.logs).map(({ to }) => stream.logs.find(({ from }) => from === to)!.header.epoch);
  await until(() => watched() > 0, "the first second");

  let epoch = epochs().at(-1)!;
  first = await cluster.ownerOf(room);
  other = cluster.servers.find((server) => server !== first)!;
  entry.to(portOf(other));
  cluster.servers.splice(cluster.servers.indexOf(first), 1);
  first.process.kill("SIGTERM");
  await cluster.add(ENV);
  await until(() => epochs().at(-1)! > epoch, "the next owner's log");
  const { tick } = session.state;
  await until(() => watched() > tick, "the match after the hand-over");
  expect(first.log()).toMatch(/room (handed over|lost to another process)/);
  const handedOver = cluster.handedOver(room);
  if (first.log().includes("room handed over")) expect(handedOver).not.toEqual([]);
  // Redis may be too slow to take what the watchers have not seen yet.
  if (!first.log().includes("the log tail could not be stored"))
    expect(afterHoles().filter((one) => handedOver.includes(one))).toEqual([]);

  const second = await cluster.ownerOf(room);
  epoch = cluster.epochOf(room);
  await cluster.kill(second);
  entry.to(portOf(cluster.servers[0]!));
  await until(() => epochs().at(-1)! > epoch, "the log of the next owner");
  const later = watched();
  await until(() => watched() > later + 60, "the match after the kill");
  expect(epochs()).toEqual([...epochs()].sort((a, b) => a - b));
  expect(afterHoles().filter((one) => one > epoch)).not.toEqual([]);

  land();
  await session.leave();
  await over;
  expect(stream.isOver).toBe(true);
  entry.close();
});

/** Plays what has come, with all its hashes. @returns ticks that are missing */
function holesIn(logs: ReturnType<typeof logStream>["logs"]) {
  const holes: { from: number; to: number }[] = [];
  for (const event of new Replay(games[0]!, logs).play()) {
    if (event.type === "wait") break;
    if (event.type === "wrong" || event.type === "fault") throw new BadLog(JSON.stringify(event));
    if (event.type === "hole") holes.push({ from: event.from, to: event.to });
  }
  return holes;
}
