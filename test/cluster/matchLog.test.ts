/**
 * A match that a drain and a kill move through three processes, played again from the logs of all of them.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as pathOf } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { join } from "../../games/skirmish/client/session/join.ts";
import type { ReplayInfo } from "../../shared/log/replays.ts";
import { TestCluster } from "../support/cluster.ts";
import { fly } from "../support/fly.ts";
import { runTool } from "../support/runTool.ts";
import { until } from "../support/until.ts";

const folder = mkdtempSync(pathOf(tmpdir(), "replays-"));
const LOGGED = { REPLAY_DIR: folder };
let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start(2, LOGGED);
});
afterAll(async () => {
  await cluster.close();
  rmSync(folder, { recursive: true });
});

it("[ML5] a match that moved twice is one replay, and its hashes are right across the moves", async () => {
  const to = { url: cluster.servers[0]!.url, room: "arena" };
  const ada = await join({ ...to, name: "Ada" });
  const room = ada.roomId;
  const sessions = [ada, await join({ ...to, at: room, name: "Bob" })];
  const land = sessions.map(fly);
  const played = async (ticks: number): Promise<void> => {
    const { tick } = sessions[0]!.state;
    await until(() => sessions.every(({ state }) => state.tick > tick + ticks), "the match to go on");
  };
  const moved = async (move: () => unknown): Promise<void> => {
    const returns = sessions.map(({ stats }) => stats.returns);
    await move();
    await until(
      () => sessions.every(({ link, stats }, i) => link.state === "playing" && stats.returns > returns[i]!),
      "all players to be back",
    );
  };
  await until(() => sessions.every((session) => session.stats.patches > 70), "all players to play");

  const first = await cluster.ownerOf(room);
  cluster.servers.splice(cluster.servers.indexOf(first), 1);
  await moved(() => first.process.kill("SIGTERM"));
  await cluster.add(LOGGED);
  await played(90);
  const second = await cluster.ownerOf(room);
  await cluster.savesSteps(room);
  await moved(() => cluster.kill(second));
  await played(60);

  for (const stop of land) stop();
  await Promise.all(sessions.map((session) => session.leave()));
  await until(async () => (await cluster.rooms()).length === 0, "the room to close");
  const replay = `${cluster.servers[0]!.url}/api/replays/${room}`;
  const info = async () => (await (await fetch(`${replay}/info`)).json()) as ReplayInfo;
  const isOver = async () => (await info()).over && !(await info()).running;
  await until(isOver, "the end of the match to be in its log");
  expect(await info()).toMatchObject({ over: true, running: false, fromStart: true });
  // On a machine that stops an owner for a second the match moves once more.
  const ends = (await info()).parts.map(({ end }) => end);
  expect(ends.at(-1)).toBe("over");
  expect(ends).toEqual(expect.arrayContaining(["moved", undefined]));
  const sent = pathOf(folder, "sent");
  writeFileSync(sent, Buffer.from(await (await fetch(replay)).arrayBuffer()));
  for (const server of [...cluster.servers]) await server.stop();
  cluster.servers.length = 0;
  const logs = readdirSync(folder).filter((name) => name.startsWith(`${room}.`) && name.endsWith(".mlog"));
  expect(logs).toHaveLength(ends.length);
  const { code, output } = await runTool(
    "tools/replay/cli.ts",
    logs.map((name) => pathOf(folder, name)),
  );
  expect(output.match(/the match moves to another process \(epoch \d+\)/g)).toHaveLength(ends.length - 1);
  expect(output).toMatch(/✓ every hash is right: \d+/);
  // [SV16] The owner after the kill went on where the dead one was.
  if (ends.length === 3) expect(output).not.toMatch(/taken back/);
  // What a killed process had not written yet, a second at most, is in no log.
  expect(output.match(/are in no log/g)?.length ?? 0).toBeLessThanOrEqual(ends.length - 2);
  expect(code, output).toBe(0);
  // [ML6] The same from the one file that a server sends.
  const whole = await runTool("tools/replay/cli.ts", [sent]);
  const hashes = /every hash is right: \d+/;
  expect([whole.code, hashes.exec(whole.output)?.[0]]).toEqual([0, hashes.exec(output)?.[0]]);
});
