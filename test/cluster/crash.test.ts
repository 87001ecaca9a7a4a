/** A process is killed in the middle of a match, and another process continues the match. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";
import { FLAG } from "../../games/skirmish/shared/flags.ts";
import { MOVED } from "../../shared/protocol.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { WITH_IO_THREAD } from "../support/server.ts";
import { until } from "../support/until.ts";

/** Says that it is a bot. */
const BOT = "Cid";
let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(2, {}, false, WITH_IO_THREAD);
});
afterAll(() => cluster.close());

it("[SV3][SV4][SV16][BR9] players return to the same match on another process: same ship, same score, same mark of a bot", async () => {
  const to = { url: cluster.servers[0]!.url, room: "arena" };
  const ada = await join({ ...to, name: "Ada" });
  const at = ada.roomId;
  const others = [join({ ...to, at, name: "Bob" }), join({ ...to, at, name: BOT, bot: true })];
  const sessions: SkirmishSession[] = [ada, ...(await Promise.all(others))];
  const land = sessions.map(fly);
  await until(() => sessions.every((session) => session.stats.patches > 90), "all players to play");
  const room = ada.roomId;
  const moved: string[] = [];
  ada.events.on("moved", ({ reason }) => moved.push(reason));
  await until(
    () => [...ada.state.ships.values()].some(({ score }) => score > 0) || ada.state.tick > 900,
    "a score",
  );
  const owner = await cluster.ownerOf(room);
  const epoch = cluster.epochOf(room);
  await cluster.savesSteps(room);
  const before = sessions.map((session) => ({ ...session.own()! }));
  const returns = sessions.map((session) => session.stats.returns);
  // The patches that clients received count: those on their way are read after the kill.
  let latestTick = 0;
  const watch = setInterval(() => {
    const remaining = sessions.filter(({ stats }, i) => stats.returns === returns[i]);
    latestTick = Math.max(latestTick, ...remaining.map(({ state }) => state.tick));
  }, 2);

  await cluster.kill(owner);
  await cluster.add();
  await until(
    () => sessions.every(({ link, stats }, i) => link.state === "playing" && stats.returns > returns[i]!),
    "all players to be back",
  );
  clearInterval(watch);
  await until(
    () => sessions.every((session) => session.state.tick > latestTick + 2 * TICK_RATE),
    "the match to go on",
  );

  for (const [i, session] of sessions.entries()) {
    const { id, name, hue, score } = before[i]!;
    expect(session.own(), "the same ship").toMatchObject({ id, name, hue });
    expect(session.own()!.score, "no score lost").toBeGreaterThanOrEqual(score);
  }
  const marked = sessions.filter(({ state, key }) => state.ships.get(key)!.flags & FLAG.bot);
  expect(marked.map((session) => session.own()!.name)).toEqual([BOT]);
  const seats = async () => (await cluster.status()).players.filter(({ bot }) => bot);
  const marks = async () => (await seats()).map(({ name }) => name).join();
  await until(async () => (await marks()) === BOT, "the new owner to know it of the seat");
  expect([...new Set(moved)]).toEqual([MOVED.crash]);
  const restored = cluster.owned().find((one) => one.room === room && one.epoch > epoch);
  // In ticks of the server: however slow the machine is, it sends no patch before what the step has changed
  // is on its way to Redis.
  expect(latestTick - restored!.tick!, "lost ticks").toBeLessThanOrEqual(2);
  const counts = async () => (await cluster.rooms()).map((one) => one.players);
  await until(async () => (await counts()).join() === "3", "one listing, which counts all players");
  for (const stop of land) stop();
  await Promise.all(sessions.map((session) => session.leave()));
  await until(async () => (await cluster.rooms()).length === 0, "the empty room to close");
  expect(await cluster.located(room), "a room that has ended is not restored").toBe(404);
});

for (const end of ["killed", "drained"] as const)
  it(`[DU9] a waiting player keeps waiting when its process is ${end}, and meets a player that comes to another process`, async () => {
    while (cluster.servers.length < 2) await cluster.add();
    await cluster.ready();
    const duellist = (name: string, url: string) => join({ url, room: "duel", name });
    const ada = await duellist("Ada", cluster.servers[0]!.url);
    const land = fly(ada);
    await until(() => ada.stats.patches > 60, "Ada to wait");
    const { phase, phaseEnds } = ada.state;
    const notices: string[] = [];
    ada.events.on("notice", ({ text }) => notices.push(text));
    const owner = await cluster.ownerOf(ada.roomId);
    const { url } = cluster.servers.find((one) => one !== owner)!;
    if (end === "killed") await cluster.kill(owner);
    else {
      await cluster.drain(owner);
      await until(() => ada.link.state === "playing" && ada.stats.returns > 0, "Ada to be back");
      // Ticks go on, so a bot comes as early as it would have come. On a busy machine it is there by now.
      if (ada.state.tick < phaseEnds)
        expect([ada.state.phase, ada.state.phaseEnds]).toEqual([phase, phaseEnds]);
      expect(notices, "she is told nothing").toEqual([]);
    }
    const bob = await duellist("Bob", url);
    const lands = fly(bob);
    // Ada may have been on her way back, and Bob wait in a room of his own: then he is sent to hers.
    const sent: string[] = [];
    bob.events.on("match", ({ room }) => sent.push(room));
    await until(() => bob.roomId === ada.roomId || sent.length > 0, "the two to be put together");
    let met = bob;
    if (sent.length > 0) {
      expect(sent[0], "Ada has waited longer").toBe(ada.roomId);
      met = await join({ url, room: "duel", name: "Bob", at: sent[0] });
      await bob.leave();
    }
    const lives = fly(met);
    await until(() => ada.state.phase === "warmup" && met.state.phase === "warmup", "their warm-up");
    for (const stop of [land, lands, lives]) stop();
    await Promise.all([ada.leave(), met.leave()]);
  });
