/** A server whose I/O threads end, or hang: their clients come back, and others take their place. */
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { metricsOf } from "../support/rejections.ts";
import { breakableThread, startServer, threadEnds } from "../support/server.ts";
import { type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

const PLAYERS = 8;

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

/** @returns the value of a metric of the first thread */
const figuresIn =
  (metrics: string) =>
  (name: string): number =>
    Number(new RegExp(`^${name}{thread="1"} (.+)$`, "m").exec(metrics)?.[1]);

describe("[IO2] a server with I/O threads", () => {
  it("[IO1] stops only once its last frames are written: clients are closed for good", async () => {
    const server = await startServer({ IO_THREADS: "1" });
    const players = await Promise.all([stockPlayer(server.url, "Ada"), stockPlayer(server.url, "Ben")]);
    const codes = players.map(({ room }) => new Promise((resolve) => room.onLeave.once(resolve)));
    await server.stop();
    expect(await Promise.all(codes)).toEqual([4001, 4001]);
  });

  it("shows their connections, CPU time, backlog and write latency as metrics", async () => {
    const server = await startServer({ IO_THREADS: "1" });
    ended.push(() => server.stop());
    const { room } = await stockPlayer(server.url, "Pilot");
    ended.unshift(() => room.leave());
    // The SDK would give a session up that is cut off in its first seconds.
    room.reconnection.minUptime = 0;
    let figure = (_: string) => 0;
    // Several steps that a slow machine catches up with are one batch of writes.
    const isWritten = async (): Promise<boolean> => {
      figure = figuresIn(await metricsOf(server.url));
      return figure("skirmish_io_write_seconds_count") > 20 && figure("skirmish_io_sockets") === 1;
    };
    await until(isWritten, "patches to be written over the one connection");
    expect(figure("skirmish_io_cpu_seconds_total")).toBeGreaterThan(0);
    expect(figure("skirmish_io_backlog_bytes")).toBeGreaterThanOrEqual(0);
    // None, unless the machine is so busy that the thread did not start in time.
    expect(figure("skirmish_io_restarts_total")).toBeLessThanOrEqual(threadEnds(server).length);
  });
});

it("[IO3] a server that is killed leaves no folder for sockets of I/O threads behind", async () => {
  const folder = mkdtempSync(join(tmpdir(), "io-threads-"));
  ended.push(() => rmSync(folder, { recursive: true }));
  const created = new Set<string | null>();
  const watching = watch(folder, (_, name) => created.add(name));
  ended.push(() => watching.close());
  const isLeft = () => readdirSync(folder).some((name) => name.startsWith("skirmish-io-"));
  const server = await startServer({ IO_THREADS: "1", TMPDIR: folder });
  // One folder while the thread started, and one for the thread that stands by.
  await until(() => created.size >= 2 && !isLeft(), "all threads to have started");
  const killed = once(server.process, "exit");
  server.process.kill("SIGKILL");
  await killed;
  expect(isLeft()).toBe(false);
});

const isPlaying = ({ room, own }: StockPlayer, since: number): boolean =>
  room.connection.isOpen &&
  !room.reconnection.isReconnecting &&
  room.state.tick > since &&
  own() !== undefined;

describe("[IO3][IO2] an I/O thread that", () => {
  it.each([
    ["ends", "end", "ended with code 3"],
    ["hangs", "hang", "stands still"],
  ])("%s is replaced, and its clients return to their seats", async (_, how, why) => {
    const server = await startServer(breakableThread(how));
    ended.push(() => server.stop());
    const players = await Promise.all(
      Array.from({ length: PLAYERS }, (_, index) => stockPlayer(server.url, `Pilot ${index}`)),
    );
    let drops = 0;
    for (const { room } of players) {
      ended.unshift(() => room.leave());
      // The SDK would give a session up that is cut off in its first seconds.
      room.reconnection.minUptime = 0;
      room.onDrop(() => drops++);
    }
    const before = players.map(({ room }) => room.sessionId);
    for (let times = 1; times <= 2; times++) {
      drops = 0;
      // On a busy machine one may have been replaced already, as it did not start in time.
      const ends = threadEnds(server).length;
      const sockets = figuresIn(await metricsOf(server.url))("skirmish_io_sockets");
      // On a machine so busy that a thread does not start within seconds, the rooms' thread has those that
      // have returned.
      if (times === 1) expect(sockets, "connections of the thread").toBe(PLAYERS);
      server.process.kill("SIGUSR2");
      await until(
        () => drops >= sockets && threadEnds(server).length > ends,
        `${sockets} players to be dropped`,
      );
      const { tick } = players[0]!.room.state;
      await until(() => players.every((player) => isPlaying(player, tick)), "all players to be back");
      expect(players.map(({ room }) => room.sessionId)).toEqual(before);
      expect(threadEnds(server).at(-1)).toContain(why);
    }
    expect(server.log(), "its connections").toContain(`"sockets":${PLAYERS},`);
    // What a thread that hangs has not written for a second counts as load.
    if (how === "hang")
      await until(() => server.log().includes("load shedding level changed"), "the room to shed patches");
  });
});
