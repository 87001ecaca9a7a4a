/**
 * Deletes match logs by age and by size: the oldest first, never one of a running match, never one that an operator has pinned.
 * Pinned ones do not count towards the size, or a few of them would leave no room for any other.
 */
import type { Telemetry } from "../ops/telemetry.ts";
import type { KeptMatch } from "./keptMatch.ts";
import type { Replays } from "./replays.ts";

export interface RetentionLimits {
  /** See REPLAY_DAYS and REPLAY_MAX_MB in env.ts; 0: no limit. */
  readonly days: number;
  readonly megabytes: number;
}
const DAY = 24 * 3600_000;
/** Between two looks, ms. */
const EVERY = 60_000;

export class Retention {
  readonly #replays: Replays;
  readonly #limits: RetentionLimits;
  readonly #telemetry: Pick<Telemetry, "log" | "metrics">;
  #timer: NodeJS.Timeout | undefined;
  #isFailing = false;

  constructor(replays: Replays, limits: RetentionLimits, telemetry: Pick<Telemetry, "log" | "metrics">) {
    this.#replays = replays;
    this.#limits = limits;
    this.#telemetry = telemetry;
  }

  /** Applies it now, and from now on. */
  start(): void {
    const apply = (): void => {
      void this.apply().finally(() => {
        if (this.#timer !== undefined) this.#timer = setTimeout(apply, EVERY).unref();
      });
    };
    this.#timer = setTimeout(apply, 0).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Never rejects: a folder that cannot be read or written is told of once. @param now ms since 1970 */
  async apply(now = Date.now()): Promise<void> {
    const { log } = this.#telemetry;
    try {
      await this.#apply(now);
      if (this.#isFailing) log.info("match logs are looked after again");
      this.#isFailing = false;
    } catch (err) {
      if (!this.#isFailing)
        log.warn({ err }, "match logs are not deleted: their folder cannot be read or written");
      this.#isFailing = true;
    }
  }

  async #apply(now: number): Promise<void> {
    const matches = [...(await this.#replays.matches()).values()];
    const free = matches
      .filter(({ info }) => !info.running && !info.pinned)
      .sort((a, b) => a.modified - b.modified);
    const { days, megabytes } = this.#limits;
    const old = days === 0 ? [] : free.filter(({ modified }) => now - modified > days * DAY);
    const kept = new Set(matches);
    for (const one of old) kept.delete(one);
    const large: KeptMatch[] = [];
    let size = sizeOf([...kept].filter(({ info }) => !info.pinned));
    for (const one of free) {
      if (megabytes === 0 || size <= megabytes * 1e6) break;
      if (!kept.delete(one)) continue;
      large.push(one);
      size -= one.size;
    }
    await this.#delete(old, "age", `older than ${days} days (REPLAY_DAYS)`);
    await this.#delete(large, "size", `beyond ${megabytes} MB (REPLAY_MAX_MB)`);
    const { metrics } = this.#telemetry;
    metrics.logsKept.set(kept.size);
    metrics.logsKeptBytes.set(sizeOf(kept));
  }

  async #delete(matches: readonly KeptMatch[], reason: "age" | "size", why: string): Promise<void> {
    if (matches.length === 0) return;
    await this.#replays.remove(matches);
    const { log, metrics } = this.#telemetry;
    metrics.logsDeleted.inc({ reason }, matches.length);
    const megabytes = Math.round(sizeOf(matches) / 1e5) / 10;
    log.info({ reason, matches: matches.length, megabytes }, `match logs deleted: ${why}`);
  }
}

const sizeOf = (matches: Iterable<KeptMatch>): number =>
  [...matches].reduce((sum, { size }) => sum + size, 0);
