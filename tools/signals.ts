/** Signals that end a tool, and how a tool that runs other programs handles them. */
import { readFileSync } from "node:fs";

export const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type StopSignal = (typeof STOP_SIGNALS)[number];

/** Time between two checks of the parent process, ms: a process gets no signal when its parent is killed. */
const CHECK = 500;

/**
 * From now on each signal that would end this process calls `stop` instead. SIGUSR1, on which Node would open
 * its debugger, does nothing. Errors of the output are ignored, because a closed terminal must not end a
 * program that has work left.
 */
export function onStopSignal(stop: (signal: StopSignal) => void): void {
  for (const signal of STOP_SIGNALS) process.on(signal, () => stop(signal));
  process.on("SIGUSR1", () => {});
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/**
 * Sends SIGHUP to this process once the program that started it has ended without passing a signal on. (npm
 * passes on only SIGINT and SIGTERM.)
 */
export function endWithParent(): void {
  const parent = process.ppid;
  // npm starts a shell, which may outlive it.
  const npm = process.env.npm_lifecycle_event === undefined ? undefined : parentOf(parent);
  const timer = setInterval(() => {
    const now = npm === undefined ? undefined : parentOf(parent);
    if (process.ppid === parent && (now === undefined || now === npm)) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGHUP");
  }, CHECK).unref();
}

/** @returns pid of the parent of a process; undefined when it is unknown */
function parentOf(pid: number): string | undefined {
  try {
    return /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
