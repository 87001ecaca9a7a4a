/** Runs a program of the project to its end, as npm would. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { PROJECT } from "./server.ts";

export interface Ran {
  code: number | null;
  /** Standard output and standard error, in order of arrival. */
  output: string;
  /** Standard error alone. */
  errors: string;
}

export interface Running {
  process: ChildProcess;
  output(): string;
  ended: Promise<Ran>;
}

/** @param file path in the project, or in the copy of it at `project` */
export function startTool(
  file: string,
  args: string[] = [],
  env: { [name: string]: string } = {},
  project = PROJECT,
): Running {
  const child = spawn(process.execPath, [join(project, file), ...args], {
    cwd: project,
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
    errors += chunk;
  });
  const ended = once(child, "close").then(([code]) => {
    process.off("exit", kill);
    return { code, output, errors };
  });
  return { process: child, output: () => output, ended };
}

export const runTool = (
  file: string,
  args: string[] = [],
  env: { [name: string]: string } = {},
): Promise<Ran> => startTool(file, args, env).ended;
