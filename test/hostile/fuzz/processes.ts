/** Processes of the fuzz run, and their CPU cores: the attackers must not take time from the server. */
import { spawn, spawnSync } from "node:child_process";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { Channel } from "../../support/processChannel.ts";

/** @returns whether the process could be pinned */
export const pin = (pid: number, core: number): boolean =>
  spawnSync("taskset", ["-a", "-cp", String(core), String(pid)]).status === 0;

/** Gives the process the lowest priority. */
export const giveWay = (pid: number): void => setPriority(pid, constants.priority.PRIORITY_LOW);

/** Starts a file of this folder. */
export function start(file: string, args: string[]): Channel {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  process.once("exit", () => child.kill("SIGKILL"));
  return new Channel(child);
}
