/** Runs other programs from a tool. */
import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { join } from "node:path";
import { STOP_SIGNALS, type StopSignal } from "./signals.ts";

export const PROJECT = join(import.meta.dirname, "..");
/** @returns the path of a program that a package provides */
export const bin = (name: string): string => join(PROJECT, "node_modules/.bin", name);

/**
 * Runs a program to its end, with its output on this terminal. A signal that would end this process ends the
 * program first, and then this process.
 * @returns its exit code; 128 plus the number of the signal when a signal ended it, as in a shell
 */
export async function run(command: string, args: string[], options: SpawnOptions = {}): Promise<number> {
  const child = spawn(command, args, { cwd: PROJECT, stdio: "inherit", ...options });
  let stoppedBy: StopSignal | undefined;
  const pass = (signal: StopSignal): void => {
    stoppedBy = signal;
    child.kill(signal);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, pass);
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  for (const one of STOP_SIGNALS) process.off(one, pass);
  if (stoppedBy !== undefined) process.kill(process.pid, stoppedBy);
  return code ?? 128 + constants.signals[signal!];
}
