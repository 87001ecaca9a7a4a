/** Running other programs from a tool. */
import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export const PROJECT = join(import.meta.dirname, "..");
/** Where packages put their programs. */
export const bin = (name: string): string => join(PROJECT, "node_modules/.bin", name);

/** Runs a program to its end, its output on this terminal. @returns its exit code; 1 when a signal ended it */
export async function run(command: string, args: string[], options: SpawnOptions = {}): Promise<number> {
  const child = spawn(command, args, { cwd: PROJECT, stdio: "inherit", ...options });
  const [code] = await once(child, "exit");
  return code ?? 1;
}
