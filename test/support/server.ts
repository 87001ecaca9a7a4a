/** Real server processes for tests, each on a port of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { freePort } from "./ports.ts";
import { keepLog } from "./serverLogs.ts";
import { until } from "./until.ts";

export const PROJECT = join(import.meta.dirname, "../..");
/** Values of `program` for `startServer`. */
export const MODEST = "test/support/modestServer.ts";
export const BREAKING = "test/support/breakingServer.ts";
export const STOPPING = "test/support/stoppingServer.ts";

/** @returns the option of Node that loads files of this folder before a server */
const preload = (...files: string[]): string =>
  files.map((file) => `--import ${pathToFileURL(join(import.meta.dirname, file))}`).join(" ");
const END_WITH_TESTS = preload("endWithTests.ts");

/**
 * @param turns see breakableThread.ts
 * @returns the environment of a server whose I/O thread breaks on SIGUSR2
 */
export const breakableThread = (turns: string): { [name: string]: string } => ({
  IO_THREADS: "1",
  BREAK: turns,
  NODE_OPTIONS: `${END_WITH_TESTS} ${preload("breakableThread.ts")}`,
});

/** Environment of a server that SIGUSR2 makes a fault in: see faultOnSignal.ts. */
export const FAULT_ON_SIGNAL = {
  NODE_OPTIONS: `${END_WITH_TESTS} ${preload("faultOnSignal.ts")}`,
} as const;

/** @returns log lines of a server that report the end of an I/O thread */
export const threadEnds = (server: RunningServer): string[] =>
  server
    .log()
    .split("\n")
    .filter((line) => line.includes("an I/O thread has ended"));

/**
 * @param from length of the log before which nothing counts
 * @returns whether the machine has stopped a server for half a second, so that it asked whether its matches
 * are still its own: others may have taken them over
 */
export const wasStopped = (server: RunningServer, from = 0): boolean =>
  server.log().slice(from).includes("this process was stopped");

/** @returns when a server first logged a line with all these words, ms since 1970; undefined: never */
export function loggedAt(server: RunningServer, ...words: string[]): number | undefined {
  const lines = server.log().split("\n");
  const line = lines.find((one) => one.startsWith("{") && words.every((word) => one.includes(word)));
  return line === undefined ? undefined : Date.parse((JSON.parse(line) as { time: string }).time);
}

/**
 * For files of tests that take turns: half of them run with an I/O thread, so that the suite need not run
 * twice. See CONTRIBUTING.md.
 */
export const WITH_IO_THREAD = { IO_THREADS: "1" } as const;
export const WITHOUT_IO_THREADS = { IO_THREADS: "0" } as const;

/** Numbers of I/O threads with which tests of promises to clients run. */
export const IO_THREADS = ["0", "1"] as const;

export interface RunningServer {
  /** As in http://localhost:2567 */
  url: string;
  process: ChildProcess;
  /** Its output so far. */
  log(): string;
  /** Ends the process with SIGTERM and waits. @throws when it does not end cleanly */
  stop(): Promise<void>;
}

/** Resident memory of its process, MB. */
export function memoryOf(server: RunningServer): number {
  const status = readFileSync(`/proc/${server.process.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** @returns the URL, once the server there is ready: before it listens, nothing answers */
export async function readyAt(url: string): Promise<string> {
  const isReady = () => fetch(`${url}/readyz`).then(({ ok }) => ok);
  await until(() => isReady().catch(() => false), `the server at ${url} to be ready`);
  return url;
}

/**
 * @param program entry file of the server, relative to the project unless absolute
 * @param descriptors limit of open files and sockets
 * @throws with the output when the process ends before it is ready
 */
export async function startServer(
  env: { [name: string]: string } = {},
  program = "server/main.ts",
  descriptors?: number,
): Promise<RunningServer> {
  // At these log levels no line contains the address.
  const isQuiet = ["warn", "error", "fatal", "silent"].includes(env.LOG_LEVEL ?? "");
  const port = isQuiet && env.PORT === undefined ? String(await freePort()) : "0";
  const limit = descriptors === undefined ? "" : `ulimit -n ${descriptors};`;
  const child = spawn("sh", ["-c", `${limit} exec "$@"`, "sh", process.execPath, resolve(PROJECT, program)], {
    cwd: PROJECT,
    env: {
      ...process.env,
      NODE_OPTIONS: END_WITH_TESTS,
      REPLAY_DIR: "",
      RECORDS: "off",
      HOST: "127.0.0.1",
      PORT: port,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // The process must not outlive the tests, however they end.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  let output = "";
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const found = /accepting players at (http:\/\/[^/]+)\//.exec(output);
      if (found) resolve(found[1]!);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
  keepLog(`server process ${child.pid}`, () => output);
  const readiness = isQuiet ? Promise.race([ready, readyAt(`http://127.0.0.1:${env.PORT ?? port}`)]) : ready;
  const url = await readiness.catch((error: unknown) => {
    kill();
    throw error;
  });
  return {
    url,
    process: child,
    log: () => output,
    async stop() {
      if (child.exitCode !== null) throw new Error(`the server had ended with ${child.exitCode}:\n${output}`);
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const [code] = await ended;
      if (code !== 0) throw new Error(`the server ended with ${code}:\n${output}`);
    },
  };
}

/** @returns servers that differ in who reads and writes their connections: see `IO_THREADS` */
export const bothWays = (env: { [name: string]: string } = {}): Promise<RunningServer[]> =>
  Promise.all(IO_THREADS.map((count) => startServer({ ...env, IO_THREADS: count })));
