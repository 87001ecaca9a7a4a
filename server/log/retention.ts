/**
 * Deletes match logs by age and by size: oldest first, never one of a running match, never one that an
 * operator has pinned or that open reports keep. Such logs do not count towards the size; otherwise a few of
 * them would leave no room for others. With a bucket the size is that of the folder alone: a file is deleted
 * there once the bucket has it, and the match is kept.
 *
 * While Redis is away the reports that were read last count. A process that has not read any yet deletes
 * nothing by age; the size holds, because a full disk would end every log.
 */
import type { Telemetry } from "../ops/telemetry.ts";
import type { KeptMatch } from "./keptMatch.ts";
import type { Replays } from "./replays.ts";

export interface RetentionLimits {
  /** See REPLAY_DAYS and REPLAY_MAX_MB in env.ts; 0: no limit. */
  readonly days: number;
  readonly megabytes: number;
}
/** The open reports cannot be read. */
class UnreadReports extends Error {}
const UNREAD = "the open reports of players cannot be read, which keep match logs";
const UNUSABLE_FOLDER = "match logs are not deleted: their folder cannot be read or written";

const DAY = 24 * 3600_000;
/** Interval, ms. */
const EVERY = 60_000;

export class Retention {
  readonly #replays: Replays;
  readonly #limits: RetentionLimits;
  readonly #telemetry: Pick<Telemetry, "log" | "metrics">;
  #timer: NodeJS.Timeout | undefined;
  readonly #reportedMatches: () => Promise<ReadonlySet<string>>;
  /** Ids of the matches that open reports keep, as they were read last. */
  #reported: ReadonlySet<string> | undefined;
  #isFailing = false;
  #isTooMuch = false;

  /** @param reportedMatches ids of the matches that open reports keep; rejects while Redis is away */
  constructor(
    replays: Replays,
    limits: RetentionLimits,
    telemetry: Pick<Telemetry, "log" | "metrics">,
    reportedMatches: () => Promise<ReadonlySet<string>> = async () => new Set(),
  ) {
    this.#replays = replays;
    this.#reportedMatches = reportedMatches;
    this.#limits = limits;
    this.#telemetry = telemetry;
  }

  /** Applies the rules now, and periodically from now on. */
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

  /** Never rejects: a folder that cannot be read or written is logged once. @param now ms since 1970 */
  async apply(now = Date.now()): Promise<void> {
    const { log } = this.#telemetry;
    const fault = await this.#apply(now).catch((error: Error) => error);
    if (fault !== undefined && !this.#isFailing)
      log.warn({ err: fault }, fault instanceof UnreadReports ? this.#unread : UNUSABLE_FOLDER);
    if (fault === undefined && this.#isFailing) log.info("match logs are deleted as usual again");
    this.#isFailing = fault !== undefined;
  }

  get #unread(): string {
    return `${UNREAD}: ${this.#reported === undefined ? "none is deleted by age" : "those that were read last count"}`;
  }

  /** @returns the first error @throws when the folder cannot be read */
  async #apply(now: number): Promise<Error | undefined> {
    const matches = [...(await this.#replays.matches()).values()];
    const unread = await this.#readReports();
    const reported = this.#reported;
    const isKept = ({ info }: KeptMatch) => info.pinned || reported?.has(info.id) === true;
    const free = matches
      .filter((one) => !one.info.running && !isKept(one))
      .sort((a, b) => a.modified - b.modified);
    const { days, megabytes } = this.#limits;
    const { stored } = this.#replays;
    // While the bucket is unreachable, pinned matches are unknown.
    const mayAge = days > 0 && reported !== undefined && (stored === undefined || stored.isFresh);
    const isOld = ({ modified }: KeptMatch) => mayAge && now - modified > days * DAY;
    const mayGo = ({ files }: KeptMatch) =>
      stored === undefined || files.every((log) => this.#replays.isStored(log) || log.found === undefined);
    const old = free.filter(isOld);
    let size = sizeOf(matches.filter((one) => !isKept(one) && !old.includes(one)));
    const large: KeptMatch[] = [];
    for (const one of free) {
      if (megabytes === 0 || size <= megabytes * 1e6) break;
      if (isOld(one) || one.here === 0 || !mayGo(one)) continue;
      large.push(one);
      size -= one.here;
    }
    this.#warnOfSize(megabytes > 0 && size > megabytes * 1e6);
    const gone = [
      await this.#delete(old, "age", "everywhere", `older than ${days} days (REPLAY_DAYS)`),
      await this.#delete(large, "size", "here", `beyond ${megabytes} MB (REPLAY_MAX_MB)`),
    ];
    const removed = new Set(gone.flatMap((one) => one.removed));
    const kept = matches.filter((one) => one.here > 0 && !removed.has(one));
    const { metrics } = this.#telemetry;
    metrics.logsKept.set(kept.length);
    metrics.logsKeptBytes.set(sizeOf(kept));
    await this.#replays.sweep();
    return gone.find(({ fault }) => fault !== undefined)?.fault ?? unread;
  }

  async #readReports(): Promise<UnreadReports | undefined> {
    try {
      this.#reported = await this.#reportedMatches();
    } catch (cause) {
      return new UnreadReports((cause as Error).message, { cause });
    }
  }

  #warnOfSize(isTooMuch: boolean): void {
    if (isTooMuch && !this.#isTooMuch)
      this.#telemetry.log.warn(
        this.#replays.stored === undefined
          ? "the logs of running matches alone are larger than REPLAY_MAX_MB: no other is kept"
          : "the logs of running matches, and those that wait for REPLAY_S3, are larger than REPLAY_MAX_MB",
      );
    this.#isTooMuch = isTooMuch;
  }

  async #delete(
    matches: readonly KeptMatch[],
    reason: "age" | "size",
    where: "here" | "everywhere",
    why: string,
  ) {
    const done = await this.#replays.remove(matches, where);
    const { length: count } = done.removed;
    if (count === 0) return done;
    const { log, metrics } = this.#telemetry;
    metrics.logsDeleted.inc({ reason }, count);
    const megabytes = Math.round(sizeOf(done.removed) / 1e5) / 10;
    log.info({ reason, matches: count, megabytes }, `match logs deleted: ${why}`);
    return done;
  }
}

const sizeOf = (matches: readonly KeptMatch[]): number => matches.reduce((sum, { here }) => sum + here, 0);
