/** Signals that end a tool, and what a tool that runs programs owes them. */
import { readFileSync } from "node:fs";

export const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type StopSignal = (typeof STOP_SIGNALS)[number];

/** Between looks at who the parent is, ms: nothing tells a process that its parent has been killed. */
const LOOK = 500;

/**
 * From now on the signals that end a program call `stop` instead, each time one comes. SIGUSR1, on which Node would open its
 * debugger, does nothing. A terminal that is gone takes no more output; that must not end a program that has work left.
 */
export function onStopSignal(stop: (signal: StopSignal) => void): void {
  for (const signal of STOP_SIGNALS) process.on(signal, () => stop(signal));
  process.on("SIGUSR1", () => {});
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/**
 * Sends SIGHUP to this process once the program that started it has ended without passing a signal on: npm passes SIGINT and
 * SIGTERM on, and nothing else.
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
  }, LOOK).unref();
}

/** @returns undefined where the system does not say, or not now */
function parentOf(pid: number): string | undefined {
  try {
    return /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
