/**
 * A real Sentinel for one Redis on this machine. It promotes a replica half a second after the master is
 * gone.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRedis } from "../../tools/programs.ts";
import { reaperIn } from "../../tools/reaper.ts";
import { freePort } from "./ports.ts";
import { until } from "./until.ts";

export interface TestSentinel {
  port: number;
  /** @returns the raw reply to a command */
  ask(command: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * @param master port of the Redis that Sentinel monitors under the name "arena"
 * @param more lines of its configuration, before those that name the master
 */
export async function startSentinel(master: number, more: readonly string[] = []): Promise<TestSentinel> {
  const folder = mkdtempSync(join(tmpdir(), "skirmish-sentinel-"));
  const port = await freePort();
  const file = join(folder, "sentinel.conf");
  // Sentinel rewrites its configuration file, so the file must be writable.
  writeFileSync(
    file,
    [
      `port ${port}`,
      "bind 127.0.0.1",
      `dir ${folder}`,
      ...more,
      `sentinel monitor arena 127.0.0.1 ${master} 1`,
      "sentinel down-after-milliseconds arena 500",
      "sentinel failover-timeout arena 3000",
    ].join("\n"),
  );
  const reaper = reaperIn(folder);
  const child = spawn(findRedis()!, [file, "--sentinel"], { stdio: "ignore" });
  reaper.watch(child);
  const ask = async (command: string): Promise<string> => {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      socket.write(`${command}\r\n`);
      const [reply] = await once(socket, "data", { signal: AbortSignal.timeout(2000) });
      return String(reply);
    } catch {
      return "";
    } finally {
      socket.destroy();
    }
  };
  await until(async () => (await ask("PING")).match(/^(\+PONG|-NOAUTH)/), "Sentinel to answer");
  return {
    port,
    ask,
    close: () => reaper.end(),
  };
}
