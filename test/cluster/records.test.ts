/** Records of matches that move between processes: each round counts once. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { Leaderboard } from "../../shared/records.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { until } from "../support/until.ts";

const SCORED = "test/support/scoredRound.ts";
const KEPT = { RECORDS: "on" };
let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(0);
  await Promise.all([1, 2].map(() => cluster.add(KEPT, SCORED)));
  await cluster.ready();
});
afterAll(() => cluster.close());

const kept = async (): Promise<string[]> => {
  let answer: Response | undefined;
  // The answer is 503 while Redis is slow.
  await until(async () => {
    answer = await fetch(`${cluster.servers[0]!.url}/api/leaderboard?mode=arena&period=all`);
    return answer.ok;
  }, "the leaderboard");
  const { players } = (await answer!.json()) as Leaderboard;
  return players.map(({ name, figures }) => `${name} ${figures.kills} ${figures.wins}`);
};

it("[RC2] an owner that stops between the end of a round and its record loses nothing, and adds nothing when it wakes", async () => {
  const enter = (name: string, at?: string) =>
    join({ url: cluster.servers[0]!.url, room: "arena", name, at });
  const eve = await enter("Evelyn");
  const room = eve.roomId;
  const sessions = await Promise.all(["Ada", "Barbara"].map((name) => enter(name, room)));
  const land = [eve, ...sessions].map(fly);
  const owner = await cluster.ownerOf(room);
  await until(() => sessions.every(({ state }) => state.phase === "podium"), "the round to end");
  // The owner records the round a second later only, with the results of a player that leaves meanwhile.
  await eve.leave();
  await until(() => sessions.every(({ state }) => !state.ships.has(eve.key)), "Evelyn to be gone");
  owner.process.kill("SIGSTOP");
  cluster.servers.splice(cluster.servers.indexOf(owner), 1);
  await until(async () => (await kept()).length >= 3, "the new owner to record the round");
  expect(await kept()).toEqual(["Barbara 7 1", "Evelyn 6 0", "Ada 3 0"]);
  owner.process.kill("SIGCONT");
  cluster.servers.push(owner);
  await until(async () => (await cluster.ownerNow(room)) !== undefined, "the room to be there");

  // Players whose round is recorded leave, and the owner is killed: nothing is added.
  const second = await cluster.ownerOf(room);
  await until(() => sessions.every(({ link }) => link.state === "playing"), "the players to be back");
  for (const stop of land) stop();
  await Promise.all(sessions.map((session) => session.leave()));
  await cluster.kill(second);
  await cluster.ready();
  // A leaderboard that Redis is too slow for is refused.
  await until(async () => (await kept()).length > 0, "the records");
  expect(await kept()).toEqual(["Barbara 7 1", "Evelyn 6 0", "Ada 3 0"]);
});
