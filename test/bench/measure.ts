/**
 * One measurement: a server process with one design, a load process with all players, each on a core of its
 * own.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Channel } from "../support/processChannel.ts";
import { type Design, ioThreadsOf, type LoadFigures, type Row, type ServerFigures } from "./figures.ts";
import type { BenchOptions } from "./options.ts";

/** Time for the JIT compiler and buffers to settle before the measurement, ms. */
export const WARM_UP = 4000;

/** Whether processes can be pinned to cores on this machine. */
export const canPin = spawnSync("taskset", ["-c", "0,1", "true"]).status === 0;

/** Only our server has a match log. */
const hasLog = (design: Design): boolean => design === "ours" || design === "threads";

/** @throws when a process ends too early */
export async function measure(
  design: Design,
  players: number,
  { seconds, profiles, log }: Pick<BenchOptions, "seconds" | "profiles" | "log">,
): Promise<Row> {
  const env: NodeJS.ProcessEnv = {};
  if (profiles !== undefined) env.BENCH_PROFILE = join(profiles, `${design}-${players}.cpuprofile`);
  const logs = log ? mkdtempSync(join(tmpdir(), "bench-log-")) : undefined;
  if (logs !== undefined) env.REPLAY_DIR = logs;
  const folder = logs ?? process.env.REPLAY_DIR ?? "";
  const server = startServer(design, [String(players)], env);
  let load: Channel | undefined;
  try {
    const { port } = await server.receive<{ port: number }>();
    const before = await server.ask<{ memory: number }>("memory");
    load = start("1", "load/load.ts", [String(port), String(players)]);
    const { joinRate } = await load.receive<{ joinRate: number }>();
    await wait(WARM_UP);
    await Promise.all([server.ask("begin"), load.ask("begin")]);
    await wait(seconds * 1000);
    const [figures, loadFigures] = await Promise.all([
      server.ask<ServerFigures>("end"),
      load.ask<Omit<LoadFigures, "joinRate">>("end"),
    ]);
    return {
      design,
      players,
      log: hasLog(design) && folder !== "",
      cost: figures.cpu / figures.ticks / players,
      rate: figures.ticks / figures.seconds,
      memoryPerPlayer: (figures.memory - before.memory) / players,
      server: figures,
      load: { ...loadFigures, joinRate },
    };
  } finally {
    await Promise.all([load?.stop(), server.stop()]);
    if (logs !== undefined) rmSync(logs, { recursive: true });
  }
}

/**
 * Starts a server. I/O threads share the core of the load on a machine with two cores: both cost the other.
 */
export function startServer(design: Design, args: string[], env: NodeJS.ProcessEnv = {}): Channel {
  const threads = ioThreadsOf(design);
  const more = Math.min(threads, availableParallelism() - 1);
  // The load has core 1: threads use the cores behind it first.
  const free = Array.from({ length: more }, (_, i) => (i + 2 < availableParallelism() ? i + 2 : 1));
  return start([...new Set([0, ...free])].sort().join(), "server.ts", [design, ...args], env);
}

/** Starts a file of this folder on cores of its own. @param cores as `taskset -c` takes them */
export function start(cores: string, file: string, args: string[], env: NodeJS.ProcessEnv = {}): Channel {
  const node = [process.execPath, "--expose-gc", join(import.meta.dirname, file), ...args];
  const [command, ...rest] = canPin ? ["taskset", "-c", cores, ...node] : node;
  const child = spawn(command!, rest, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env, NODE_ENV: "production" },
  });
  process.setMaxListeners(0).once("exit", () => child.kill("SIGKILL"));
  return new Channel(child);
}
