/** A Redis of one's own: on a port nobody uses, with a folder that goes with it. It ends with who started it, however that ends. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findRedis } from "./programs.ts";

/** A Redis that has not answered by then will not, ms. */
const START_LIMIT = 10_000;
/** Ends the server when its standard input closes, which even a SIGKILL of the parent does. */
const GUARD = `read -r _
kill -9 "$(cat "$1/pid")" 2>/dev/null
rm -rf "$1"`;

export interface PrivateRedis {
  url: string;
  port: number;
  /** Its data stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
  pid(): number;
  /** Ends it and takes its folder away. */
  close(): Promise<void>;
}

/**
 * @param at a port; one that is free unless said
 * @param more options of redis-server
 * @throws when there is no redis-server, or it does not start
 */
export async function startPrivateRedis(at?: number, more: readonly string[] = []): Promise<PrivateRedis> {
  const program = findRedis();
  if (program === undefined) throw new Error("redis-server is not on PATH: run `npm run setup`");
  const folder = mkdtempSync(join(tmpdir(), "skirmish-redis-"));
  const port = at ?? (await freePort());
  const guard = spawn("sh", ["-c", GUARD, "sh", folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
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
    // Ctrl-C in a terminal reaches the whole group; Redis is needed until the servers have ended.
    server = spawn(program, options.map(String), { stdio: "ignore", detached: true });
    server.unref();
    writeFileSync(join(folder, "pid"), String(server.pid));
    const end = performance.now() + START_LIMIT;
    while (!(await answers(port))) {
      if (performance.now() > end) throw new Error(`${program} does not start on port ${port}`);
      await wait(20);
    }
  };
  await start();
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
    async close() {
      const ended = once(guard, "exit");
      guard.stdin!.end();
      await ended;
    },
  };
}

/** One that outgoing connections do not get: they could take it before Redis does. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(16_000, 20_000);
    const probe = createServer();
    const free = await once(probe.listen(port, "127.0.0.1"), "listening").catch(() => undefined);
    if (free === undefined) continue;
    probe.close();
    await once(probe, "close");
    return port;
  }
}

/** @returns whether a Redis there answers a ping, if only that it wants a password */
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
