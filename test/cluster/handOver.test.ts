/** A process is asked to end: its match moves without losing a tick. */
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import { MOVED } from "../../shared/protocol.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { WITHOUT_IO_THREADS } from "../support/server.ts";
import { until } from "../support/until.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(2, {}, false, WITHOUT_IO_THREADS);
});
afterAll(() => cluster.close());

it("[SV6][HO5] a match that is handed over at SIGTERM or SIGHUP continues at the last tick that its players saw, in both directions", async () => {
  const to = { url: cluster.servers[0]!.url, room: "arena" };
  const ada = await join({ ...to, name: "Ada" });
  const room = ada.roomId;
  const others = ["Bob", "Cid"].map((name) => join({ ...to, at: room, name }));
  const sessions = [ada, ...(await Promise.all(others))];
  const land = sessions.map(fly);
  const moves = sessions.map((session) => {
    const received: { reason: string; epoch: number }[] = [];
    session.events.on("moved", (moved) => received.push(moved));
    return received;
  });
  await until(() => sessions.every((session) => session.stats.patches > 60), "all players to play");
  const ids = sessions.map((session) => session.own()!.id);

  for (const move of [1, 2]) {
    if (move === 2) await cluster.add();
    const owner = await cluster.ownerOf(room);
    const epoch = cluster.epochOf(room);
    cluster.servers.splice(cluster.servers.indexOf(owner), 1);
    let seen = 0;
    const returns = sessions.map(({ stats }) => stats.returns);
    const watch = setInterval(() => {
      const there = sessions.filter(({ stats }, i) => stats.returns === returns[i]);
      seen = Math.max(seen, ...there.map(({ state }) => state.tick));
    }, 5);
    const scores = sessions.map((session) => session.own()!.score);
    const ended = once(owner.process, "exit");
    owner.process.kill(move === 1 ? "SIGTERM" : "SIGHUP");
    await until(
      () => sessions.every(({ link, stats }, i) => link.state === "playing" && stats.returns > returns[i]!),
      "all players to be back",
    );
    clearInterval(watch);
    const [code] = await ended;
    expect(code, "the exit code of the process").toBe(0);

    // An owner that the machine has stopped for a second may have lost the match before.
    expect(owner.log()).toMatch(/room (handed over|lost to another process)/);
    const given = cluster.handedOver(room).find((one) => one > epoch);
    if (given !== undefined) {
      const taken = cluster.owned().find((one) => one.room === room && one.epoch === given);
      expect(taken!.tick, "the tick at which it went on").toBeGreaterThanOrEqual(seen);
      const isTold = () => moves.every((all) => all.some((one) => one.epoch >= given));
      await until(isTold, "all players to be told of the move");
      const told = moves.flatMap((all) => all.filter((one) => one.epoch === given));
      for (const { reason } of told) expect(reason).toBe(MOVED.drain);
    }
    for (const [i, session] of sessions.entries()) {
      expect(session.own()!.id, "the same ship").toBe(ids[i]);
      expect(session.own()!.score, "no score lost").toBeGreaterThanOrEqual(scores[i]!);
    }
    const { tick } = sessions[0]!.state;
    await until(() => sessions.every(({ state }) => state.tick > tick + 30), "the match to go on");
  }
  const epochs = cluster.owned().filter((one) => one.room === room);
  expect(new Set(epochs.map(({ epoch }) => epoch)).size, "epochs, each with one owner").toBe(epochs.length);
  await until(async () => (await cluster.rooms())[0]?.players === 3, "the listing to count all players");
  for (const stop of land) stop();
  await Promise.all(sessions.map((session) => session.leave()));
});

it("a process that ends without a target for its match ends the match, and closes its clients for good", async () => {
  while (cluster.servers.length > 1) await cluster.kill(cluster.servers[0]!);
  const [last] = cluster.servers;
  const session = await join({ url: last!.url, room: "arena", name: "Ada" });
  const land = fly(session);
  await until(() => session.stats.patches > 30, "Ada to play");
  await last!.stop();
  await until(() => session.link.state === "over", "Ada to learn it");
  expect(session.link).toMatchObject({ reason: "The server was stopped" });
  land();
  cluster.servers.length = 0;
});
