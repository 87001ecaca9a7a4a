/** Hands rounds to worker processes, as many at a time as there are workers. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Round } from "../spar/round.ts";
import type { Job, JobResult } from "./worker.ts";

const WORKER = join(import.meta.dirname, "worker.ts");

export class Pool {
  readonly #workers: ChildProcess[] = [];
  readonly #count: number;

  constructor(workers: number) {
    this.#count = workers;
  }

  /**
   * @param onPlayed called after each round
   * @returns the rounds in the order of the jobs; an error message in place of a round that could not be
   * played
   */
  async play(jobs: readonly Job[], onPlayed: () => void): Promise<(Round | string)[]> {
    const results: (Round | string)[] = [];
    let next = 0;
    const work = async (place: number): Promise<void> => {
      while (next < jobs.length) {
        const at = next++;
        results[at] = await this.#one(place, jobs[at]!);
        onPlayed();
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#count, jobs.length) }, (_, i) => work(i)));
    return results;
  }

  close(): void {
    for (const worker of this.#workers) worker.disconnect();
  }

  /** A worker that dies is replaced; its round counts as not played. */
  #one(place: number, job: Job): Promise<Round | string> {
    const worker = this.#worker(place);
    return new Promise((resolve) => {
      const onMessage = (played: JobResult): void => done("round" in played ? played.round : played.error);
      const onExit = (code: number | null, signal: string | null): void =>
        done(`the process of the round ended with ${signal ?? `code ${code}`}`);
      const done = (result: Round | string): void => {
        worker.off("message", onMessage);
        worker.off("exit", onExit);
        resolve(result);
      };
      worker.on("message", onMessage);
      worker.on("exit", onExit);
      worker.send(job);
    });
  }

  #worker(place: number): ChildProcess {
    const known = this.#workers[place];
    if (known?.connected) return known;
    const worker = fork(WORKER, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#workers[place] = worker;
    return worker;
  }
}
