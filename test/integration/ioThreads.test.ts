/** A server whose I/O threads end, or hang: their clients come back, and others take their place. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { metricsOf } from "../support/rejections.ts";
import { PROJECT, type RunningServer, startServer } from "../support/server.ts";
import { type StockPlayer, stockPlayer } from "../support/stockClient.ts";
import { until } from "../support/until.ts";

const PLAYERS = 8;
const preload = (file: string): string => `--import ${pathToFileURL(join(PROJECT, "test/support", file))}`;

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function startBreakable(how: string, startMs: number): Promise<RunningServer> {
  const server = await startServer({
    IO_THREADS: "1",
    BREAK: how,
    START_MS: String(startMs),
    NODE_OPTIONS: `${preload("endWithTests.ts")} ${preload("breakableThread.ts")}`,
  });
  ended.push(() => server.stop());
  return server;
}

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
    const { tick } = room.state;
    await until(() => room.state.tick > tick + 30, "patches");
    const figure = figuresIn(await metricsOf(server.url));
    expect(figure("skirmish_io_sockets")).toBe(1);
    expect(figure("skirmish_io_cpu_seconds_total")).toBeGreaterThan(0);
    expect(figure("skirmish_io_backlog_bytes")).toBeGreaterThanOrEqual(0);
    expect(figure("skirmish_io_write_seconds_count")).toBeGreaterThan(20);
    expect(figure("skirmish_io_restarts_total")).toBe(0);
  });
});

const isPlaying = ({ room, own }: StockPlayer, since: number): boolean =>
  room.connection.isOpen && room.state.tick > since && own() !== undefined;

describe("[IO3] an I/O thread that", () => {
  it.each([
    // A thread that starts slowly, as on a busy machine: clients wait for it, or the rooms' thread would have them for good.
    ["ends", "end", "ended with code 3", 1200],
    ["hangs", "hang", "stands still", 0],
  ])(
    "%s is replaced, and its clients return to their seats through another",
    async (_, how, why, startMs) => {
      const server = await startBreakable(how, startMs);
      const players = await Promise.all(
        Array.from({ length: PLAYERS }, (_, index) => stockPlayer(server.url, `Pilot ${index}`)),
      );
      for (const { room } of players) {
        ended.unshift(() => room.leave());
        // The SDK would give a session up that is cut off in its first seconds.
        room.reconnection.minUptime = 0;
      }
      for (let times = 1; times <= 2; times++) {
        const drops = players.map(({ room }) => new Promise((resolve) => room.onDrop.once(resolve)));
        const before = players.map(({ room }) => room.sessionId);
        server.process.kill("SIGUSR2");
        await Promise.all(drops);
        const { tick } = players[0]!.room.state;
        await until(() => players.every((player) => isPlaying(player, tick)), "all players to be back");
        expect(players.map(({ room }) => room.sessionId)).toEqual(before);
        const figure = figuresIn(await metricsOf(server.url));
        expect(figure("skirmish_io_sockets"), "connections of the new thread").toBe(PLAYERS);
        const lines = server.log().split("\n");
        const told = lines.filter((line) => line.includes("an I/O thread has ended"));
        expect(told.length, "lines in the log").toBe(times);
        expect(told.at(-1)).toContain(why);
      }
      expect(server.log(), "its connections").toContain(`"sockets":${PLAYERS},`);
    },
  );
});
