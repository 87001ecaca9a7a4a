/** One measurement: a server process with one design, a load process with all players, each on a core of its own. */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Channel } from "../support/processChannel.ts";
import type { Design, LoadFigures, Row, ServerFigures } from "./figures.ts";

/** Time for the JIT compiler and buffers to settle before the measurement, ms. */
export const WARM_UP = 4000;

/** Whether processes can be pinned to cores on this machine. */
export const canPin = spawnSync("taskset", ["-c", "0,1", "true"]).status === 0;

/** @throws when a process ends too early */
export async function measure(design: Design, players: number, seconds: number): Promise<Row> {
  const server = start(0, "server.ts", [design, String(players)]);
  let load: Channel | undefined;
  try {
    const { port } = await server.receive<{ port: number }>();
    const before = await server.ask<{ memory: number }>("memory");
    load = start(1, "load/load.ts", [String(port), String(players)]);
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
      cost: figures.cpu / figures.ticks / players,
      rate: figures.ticks / figures.seconds,
      memoryPerPlayer: (figures.memory - before.memory) / players,
      server: figures,
      load: { ...loadFigures, joinRate },
    };
  } finally {
    await Promise.all([load?.stop(), server.stop()]);
  }
}

/** Starts a file of this folder on a core of its own. */
export function start(core: number, file: string, args: string[]): Channel {
  const node = [process.execPath, "--expose-gc", join(import.meta.dirname, file), ...args];
  const [command, ...rest] = canPin
    ? ["taskset", "-c", core === 0 && process.env.IO_THREADS ? "0,1" : String(core), ...node]
    : node;
  const child = spawn(command!, rest, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  process.setMaxListeners(0).once("exit", () => child.kill("SIGKILL"));
  return new Channel(child);
}
