/**
 * How long the system has let a thread run, and wait for a core: on a machine that is too busy a thread does
 * nothing for a second although nothing is wrong with it. Linux only.
 */
import { readFileSync, readlinkSync } from "node:fs";

/** ms since the start of the thread. */
export interface CpuTurns {
  readonly ran: number;
  /** It could have run, but no core was free. */
  readonly waited: number;
  /** The thread runs, or waits for a core. `waited` includes a wait only once it is over. */
  readonly isRunnable: boolean;
}

/** @returns the system's number of this thread; 0 where there is none */
export function systemThreadId(): number {
  try {
    return Number(readlinkSync("/proc/thread-self").split("/").at(-1));
  } catch {
    return 0;
  }
}

/** @param id see `systemThreadId` @returns undefined where the system does not tell */
export function cpuTurnsOf(id: number): CpuTurns | undefined {
  try {
    const [ran, waited] = readFileSync(`/proc/self/task/${id}/schedstat`, "latin1").split(" ");
    const stat = readFileSync(`/proc/self/task/${id}/stat`, "latin1");
    // The state follows the name of the thread, which may contain anything.
    const isRunnable = stat[stat.lastIndexOf(")") + 2] === "R";
    return { ran: Number(ran) / 1e6, waited: Number(waited) / 1e6, isRunnable };
  } catch {
    return undefined;
  }
}

/** A thread that has run for this long, ms, has had its turn. */
const A_TURN = 200;

/** @param passed ms @returns whether it had no turn in this time because others had the cores */
export const hadNoTurn = (before: CpuTurns, now: CpuTurns, passed: number): boolean =>
  now.ran - before.ran < A_TURN && (now.isRunnable || now.waited - before.waited > passed / 2);
