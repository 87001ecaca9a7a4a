/**
 * A private Redis on a free port, with a temporary folder. It ends with the process that started it, however
 * that process ends.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findRedis } from "./programs.ts";
import { reaperIn } from "./reaper.ts";

/**
 * A Redis must answer within this time after its start, ms: on a busy machine its first answer takes seconds.
 */
const START_LIMIT = 60_000;

export interface PrivateRedis {
  url: string;
  port: number;
  /** Ends the server; its folder stays for `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  pid(): number;
  /** Ends the server and removes its folder. */
  close(): Promise<void>;
}

/**
 * @param at port; default: a free one
 * @param more further options of redis-server
 * @throws when there is no redis-server, or when it does not start
 */
export async function startPrivateRedis(at?: number, more: readonly string[] = []): Promise<PrivateRedis> {
  const program = findRedis();
  if (program === undefined) throw new Error("redis-server is not on PATH: run `npm run setup`");
  const folder = mkdtempSync(join(tmpdir(), "skirmish-redis-"));
  const port = at ?? (await freePort());
  const reaper = reaperIn(folder);
  let server: ChildProcess;

  const start = async (): Promise<void> => {
    const options = [
      "--port",
      port,
      "--bind",
      "127.0.0.1",
      "--dir",
      folder,
      "--save",
      "",
      "--appendonly",
      "no",
      ...more,
    ];
    // Without this, the answer of another Redis on the port would count as one of this.
    if (!(await isFree(port))) throw new Error(`port ${port} is in use: ${program} cannot start there`);
    // Detached, because Ctrl-C in a terminal signals the whole process group, and Redis must run until the
    // servers have ended.
    server = spawn(program, options.map(String), { stdio: "ignore", detached: true });
    server.unref();
    reaper.watch(server);
    const end = performance.now() + START_LIMIT;
    while (!(await answers(port))) {
      if (server.exitCode !== null) throw new Error(`${program} ended with ${server.exitCode} at its start`);
      if (performance.now() > end) throw new Error(`${program} does not start on port ${port}`);
      await wait(20);
    }
  };
  await start().catch(async (error: unknown) => {
    await reaper.end();
    throw error;
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: () => server.pid!,
    start,
    async stop() {
      const ended = once(server, "exit");
      server.kill("SIGCONT");
      server.kill("SIGTERM");
      await ended;
    },
    close: () => reaper.end(),
  };
}

/**
 * @returns a free port below the range of outgoing connections, which could otherwise take it before Redis
 * does
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(16_000, 20_000);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const listening = await once(probe.listen(port, "127.0.0.1"), "listening").catch(() => undefined);
  if (listening === undefined) return false;
  probe.close();
  await once(probe, "close");
  return true;
}

/** @returns whether a Redis answers a ping on the port; an error that asks for a password counts */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    socket.write("PING\r\n");
    const [reply] = await once(socket, "data", { signal: AbortSignal.timeout(1000) });
    return /^(\+PONG|-NOAUTH)/.test(String(reply));
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
