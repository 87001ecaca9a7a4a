/**
 * Records in an SQLite file, for a process without Redis. A separate thread accesses the file
 * (sqliteThread.ts).
 */

import { Worker } from "node:worker_threads";
import type { Ranked } from "../../shared/records.ts";
import type { Answer, Call, Method, Opening } from "./sqliteThread.ts";
import { type RecordStore, SHOWN } from "./store.ts";

/** A later answer counts as an error, ms. */
const ANSWER = 5000;

/** The file of records cannot be used; `message` says why. */
export class NoRecordFile extends Error {}

interface Waiting {
  resolve(value: never): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** Unanswered calls to a thread. */
class Calls {
  readonly #thread: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;

  constructor(thread: Worker) {
    this.#thread = thread;
    thread.on("message", ({ id, value, error }: Answer) =>
      this.#settle(id, (call) =>
        error === undefined ? call.resolve(value as never) : call.reject(new NoRecordFile(error)),
      ),
    );
    const onEnd = (error?: Error): void => {
      const reason = new NoRecordFile(error?.message ?? "the thread of the file has ended");
      for (const id of this.#waiting.keys()) this.#settle(id, (call) => call.reject(reason));
    };
    thread.on("error", onEnd);
    thread.on("exit", () => onEnd());
  }

  /** The first call waits until the file is open; it sends no request. */
  opened = (): Promise<void> => this.#wait(this.#next++);

  call<T>(method: Method, ...args: unknown[]): Promise<T> {
    const id = this.#next++;
    const answered = this.#wait<T>(id);
    this.#thread.postMessage({ id, method, args } satisfies Call);
    return answered;
  }

  #wait<T>(id: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const late = new NoRecordFile(`the disk has not answered for ${ANSWER} ms`);
      const timer = setTimeout(() => this.#settle(id, (call) => call.reject(late)), ANSWER);
      this.#waiting.set(id, { resolve, reject, timer });
    });
  }

  #settle(id: number, how: (call: Waiting) => void): void {
    const call = this.#waiting.get(id);
    if (call === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(call.timer);
    how(call);
  }
}

/** @throws NoRecordFile when the file cannot be written */
export async function sqliteRecords(opening: Opening): Promise<RecordStore> {
  const thread = new Worker(new URL("./sqliteThread.ts", import.meta.url), { workerData: opening });
  thread.unref();
  const calls = new Calls(thread);
  try {
    await calls.opened();
  } catch (error) {
    void thread.terminate();
    throw error;
  }
  const shown = new Map<string, { mode: string; players: readonly Ranked[]; at: number }>();
  return {
    add: (round) => calls.call("add", round),
    ratings: (mode, players) => calls.call("ratings", mode, players),
    best: (...asked) => calls.call("best", ...asked),
    of: (player) => calls.call("of", player),
    erase: (player) => calls.call("erase", player),
    async show(mode, room, players) {
      if (players.length === 0) shown.delete(room);
      else shown.set(room, { mode, players, at: performance.now() });
    },
    async shown(mode) {
      const since = performance.now() - SHOWN;
      for (const [room, { at }] of shown) if (at < since) shown.delete(room);
      return [...shown.values()].filter((one) => one.mode === mode).flatMap(({ players }) => players);
    },
    async close() {
      await calls.call("close");
      await thread.terminate();
    },
  };
}
