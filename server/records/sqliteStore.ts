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
/** Shortest time between the starts of two threads, ms. */
const RESTART = 1000;
const ENDED = "the thread of the file has ended";

/** The file of records cannot be used; `message` says why. */
export class NoRecordFile extends Error {}

interface Waiting {
  resolve(value: never): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** A thread that has the file open, and the calls that it has not answered. */
class FileThread {
  readonly #thread: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  /** Rejects when the file cannot be used. */
  readonly opened: Promise<void>;
  hasEnded = false;

  constructor(opening: Opening) {
    this.#thread = new Worker(new URL("./sqliteThread.ts", import.meta.url), { workerData: opening });
    this.#thread.unref();
    this.#thread.on("message", ({ id, value, error }: Answer) =>
      this.#settle(id, (call) =>
        error === undefined ? call.resolve(value as never) : call.reject(new NoRecordFile(error)),
      ),
    );
    this.#thread.on("error", (error) => this.#onEnd(error));
    this.#thread.on("exit", () => this.#onEnd());
    // The first answer says that the file is open; it belongs to no request.
    this.opened = this.#wait(this.#next++);
    this.opened.catch(() => this.end());
  }

  async call<T>(method: Method, args: unknown[]): Promise<T> {
    await this.opened;
    const id = this.#next++;
    const answered = this.#wait<T>(id);
    this.#thread.postMessage({ id, method, args } satisfies Call);
    return answered;
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  #onEnd(error?: Error): void {
    this.hasEnded = true;
    const reason = new NoRecordFile(error?.message ?? ENDED);
    for (const id of this.#waiting.keys()) this.#settle(id, (call) => call.reject(reason));
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

/** The file, through one thread at a time: a call after the end of a thread starts the next one. */
class RecordFile {
  readonly #opening: Opening;
  #thread: FileThread;
  #startedAt = performance.now();

  constructor(opening: Opening) {
    this.#opening = opening;
    this.#thread = new FileThread(opening);
  }

  get opened(): Promise<void> {
    return this.#thread.opened;
  }

  /** @throws NoRecordFile */
  async call<T>(method: Method, ...args: unknown[]): Promise<T> {
    if (this.#thread.hasEnded) {
      const now = performance.now();
      if (now < this.#startedAt + RESTART) throw new NoRecordFile(ENDED);
      this.#startedAt = now;
      this.#thread = new FileThread(this.#opening);
    }
    return await this.#thread.call(method, args);
  }

  async close(): Promise<void> {
    if (!this.#thread.hasEnded) await this.#thread.call("close", []);
    await this.#thread.end();
  }
}

/** @throws NoRecordFile when the file cannot be written */
export async function sqliteRecords(opening: Opening): Promise<RecordStore> {
  const file = new RecordFile(opening);
  await file.opened;
  const shown = new Map<string, { mode: string; players: readonly Ranked[]; at: number }>();
  return {
    add: (round) => file.call("add", round),
    ratings: (mode, players) => file.call("ratings", mode, players),
    best: (...asked) => file.call("best", ...asked),
    of: (player) => file.call("of", player),
    erase: (player) => file.call("erase", player),
    async show(mode, room, players) {
      if (players.length === 0) shown.delete(room);
      else shown.set(room, { mode, players, at: performance.now() });
    },
    async shown(mode) {
      const since = performance.now() - SHOWN;
      for (const [room, { at }] of shown) if (at < since) shown.delete(room);
      return [...shown.values()].filter((one) => one.mode === mode).flatMap(({ players }) => players);
    },
    close: () => file.close(),
  };
}
