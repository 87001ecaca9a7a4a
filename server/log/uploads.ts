/**
 * Uploads complete match logs to the bucket, and reads the bucket's list. No tick and no player waits for it.
 * A log that could not be uploaded stays in the folder and is retried, by the next process too.
 *
 *   every 15 s ─▶ read the bucket (every minute) ─▶ upload complete logs ─▶ delete logs that operators have deleted elsewhere
 *                  └─ on an error ─▶ logged once ─▶ retried after 2, 4, 8 … 60 s
 */
import { openAsBlob } from "node:fs";
import type { Telemetry } from "../ops/telemetry.ts";
import { BucketFault } from "./bucket.ts";
import type { FinishedLog, Replays } from "./replays.ts";
import type { StoredLogs } from "./storedLogs.ts";

export interface UploadTimes {
  /** Interval of the checks for complete logs, ms. */
  readonly every: number;
  /** Shortest interval of the reads of the bucket, ms; a slow list is read less often. */
  readonly list: number;
  /** Pause after the first error, and the longest pause, ms. */
  readonly pause: number;
  readonly longest: number;
}
const TIMES: UploadTimes = { every: 15_000, list: 60_000, pause: 2000, longest: 60_000 };
/** A slow list is read less often, so that reading takes at most a twentieth of the time. */
const SHARE = 20;

export class Uploads {
  readonly #replays: Replays;
  readonly #stored: StoredLogs;
  readonly #telemetry: Pick<Telemetry, "log" | "metrics">;
  readonly #times: UploadTimes;
  /** Names of logs that the storage refuses: see `BucketFault.isOfObject`. */
  readonly #refused = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;
  #work: Promise<void> = Promise.resolve();
  #listAt = 0;
  #failures = 0;

  constructor(
    replays: Replays,
    stored: StoredLogs,
    telemetry: Pick<Telemetry, "log" | "metrics">,
    times = TIMES,
  ) {
    this.#replays = replays;
    this.#stored = stored;
    this.#telemetry = telemetry;
    this.#times = times;
  }

  start(): void {
    this.#isRunning = true;
    this.#again(0);
  }

  /**
   * Uploads the remaining logs within the limit; the next process uploads the rest.
   * @param limit ms
   */
  async end(limit: number): Promise<void> {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    clearTimeout(this.#timer);
    const last = this.#work.then(() => this.#try());
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, limit);
    await Promise.race([late, last]);
    clearTimeout(timer);
    const waiting = this.#missed(await this.#replays.finished().catch(() => []));
    if (waiting.length > 0)
      this.#telemetry.log.warn(
        { logs: waiting.length },
        "match logs are not uploaded yet: the next process with this REPLAY_DIR does it",
      );
  }

  #again(pause: number): void {
    if (!this.#isRunning) return;
    this.#timer = setTimeout(() => {
      this.#work = this.#try().then(() => {
        const { every, pause, longest } = this.#times;
        this.#again(this.#failures === 0 ? every : Math.min(longest, pause * 2 ** (this.#failures - 1)));
      });
    }, pause).unref();
  }

  /** Never rejects: an error is logged once. */
  async #try(): Promise<void> {
    const { log, metrics } = this.#telemetry;
    try {
      const finished = await this.#replays.finished();
      metrics.logsWaiting.set(this.#missed(finished).length);
      await this.#read();
      await this.#upload(finished);
      await this.#replays.removeDeleted();
      if (this.#failures > 0) log.info("match logs are uploaded again");
      this.#failures = 0;
    } catch (error) {
      this.#failures++;
      const { message } = error as Error;
      if (this.#failures === 1)
        log.warn({ reason: message }, "match logs are not uploaded: they are kept, and tried again");
    }
  }

  async #read(): Promise<void> {
    const now = performance.now();
    if (now < this.#listAt) return;
    await this.#stored.refresh();
    const took = performance.now() - now;
    this.#listAt = performance.now() + Math.max(this.#times.list, SHARE * took);
  }

  async #upload(finished: readonly FinishedLog[]): Promise<void> {
    const waiting = this.#missed(finished);
    for (const [i, one] of waiting.entries()) {
      this.#telemetry.metrics.logsWaiting.set(waiting.length - i);
      await this.#uploadOne(one);
    }
    this.#telemetry.metrics.logsWaiting.set(0);
  }

  #missed(finished: readonly FinishedLog[]): FinishedLog[] {
    return finished.filter(({ log }) => this.#replays.isMissed(log) && !this.#refused.has(log.name));
  }

  async #uploadOne({ log: { name, path, size, modified, found }, players }: FinishedLog): Promise<void> {
    const { metrics, log } = this.#telemetry;
    const uploaded = (result: "done" | "failed" | "refused") => metrics.logsUploaded.inc({ result });
    // The file may have been deleted meanwhile.
    const file = await openAsBlob(path).catch(() => undefined);
    if (file === undefined) return;
    try {
      await this.#stored.upload({ name, size, modified, found: found!, players: [...players] }, file);
      uploaded("done");
    } catch (error) {
      if (!(error instanceof BucketFault && error.isOfObject)) {
        uploaded("failed");
        throw error;
      }
      uploaded("refused");
      this.#refused.add(name);
      log.warn({ log: name, reason: error.message }, "the bucket does not take a match log: it stays here");
    }
  }
}
