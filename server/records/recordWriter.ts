/**
 * Writes records, one round after the other, without delaying any step: rounds wait in memory while the store
 * is slow or unreachable. A request without an answer may have been executed, so it is repeated until one
 * arrives; the store counts each entry once.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Ranked, RatingChange } from "../../shared/records.ts";
import type { Standing } from "../game.ts";
import { Repeated } from "../ops/repeated.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { REMEMBERED, type RecordStore, type RoundEntry, type RoundRecord, shownRating } from "./store.ts";

/** An entry as a room passes it on. */
export interface PlayedEntry extends Omit<RoundEntry, "rating"> {
  /** Absent: the round does not change its player's rating. */
  readonly stood?: Standing | undefined;
}
export interface PlayedRound extends Omit<RoundRecord, "entries"> {
  readonly entries: readonly PlayedEntry[];
}

/** Most waiting entries: about 10 MB. */
const MOST = 20_000;
/** Number of entries in one request to the store. */
const PART = 100;
/** Pauses between two attempts, ms: each is twice as long as the previous one. */
const [FIRST, LONGEST] = [250, 10_000];
/** Attempts to rate a round whose players' ratings change meanwhile. */
const RATINGS = 5;
/** How long a stopping process waits for the store, ms. */
const END = 3000;

/**
 * Called when a round is in the store, with the ratings that it has changed. Not called when the round is
 * lost.
 */
export type OnWritten = (ratings: readonly RatingChange[]) => void;

interface Waiting {
  readonly round: PlayedRound;
  readonly onWritten: OnWritten | undefined;
  /** By performance.now(). */
  readonly since: number;
}

export class RecordWriter {
  readonly #store: RecordStore;
  readonly #telemetry: Pick<Telemetry, "log" | "metrics">;
  readonly #repeated = new Repeated();
  readonly #queue: Waiting[] = [];
  readonly #ending = new AbortController();
  /** Its library has hundreds of modules, which a process without records does not load. */
  readonly #rating = import("./rating.ts");
  #entries = 0;
  #writing: Promise<void> | undefined;
  /** The latest standings of each room that were not sent to the store yet. */
  readonly #shows = new Map<string, { mode: string; players: readonly Ranked[] }>();
  #showing = false;

  constructor(store: RecordStore, telemetry: Pick<Telemetry, "log" | "metrics">) {
    this.#store = store;
    this.#telemetry = telemetry;
  }

  add(round: PlayedRound, onWritten?: OnWritten): void {
    if (round.entries.length === 0) return;
    if (this.#entries + round.entries.length > MOST) {
      this.#lose(round.entries.length, `${MOST} wait already`);
      return;
    }
    this.#queue.push({ round, onWritten, since: performance.now() });
    this.#note(round.entries.length);
    this.#writing ??= this.#write();
  }

  /** Publishes the standings of a round; those that the store does not take at once are dropped. */
  show(mode: string, room: string, players: readonly Ranked[]): void {
    this.#shows.set(room, { mode, players });
    if (!this.#showing) void this.#show();
  }

  /**
   * The process stops, and no room adds records any more.
   * @returns false when the store does not close: its disk hangs
   */
  async end(): Promise<boolean> {
    const limit = setTimeout(() => this.#ending.abort(), END);
    await this.#writing;
    clearTimeout(limit);
    this.#repeated.end();
    return await this.#store.close().then(
      () => true,
      () => false,
    );
  }

  async #show(): Promise<void> {
    this.#showing = true;
    for (const [room, { mode, players }] of this.#shows) {
      this.#shows.delete(room);
      await this.#store.show(mode, room, players).catch(() => {});
    }
    this.#showing = false;
  }

  async #write(): Promise<void> {
    let pause = FIRST;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const { round, onWritten, since } = next;
      try {
        const { added, ratings } = await this.#put(round);
        this.#telemetry.metrics.records.inc({ result: "written" }, added);
        this.#telemetry.metrics.records.inc({ result: "repeated" }, round.entries.length - added);
        this.#done(next);
        onWritten?.(ratings);
        pause = FIRST;
      } catch (err) {
        const { log } = this.#telemetry;
        const waiting = this.#entries;
        this.#repeated.add("store", () => log.warn({ err, waiting }, "records are not written: tried again"));
        const isTooOld = performance.now() - since > (REMEMBERED * 1000) / 2;
        if (isTooOld || this.#ending.signal.aborted) {
          this.#done(next);
          this.#lose(round.entries.length, isTooOld ? "the store was away too long" : "the process stops");
          continue;
        }
        await wait(pause, undefined, { signal: this.#ending.signal }).catch(() => {});
        pause = Math.min(2 * pause, LONGEST);
      }
    }
    this.#writing = undefined;
  }

  /**
   * @returns how many entries were new, and the changed ratings where all were new
   * @throws the error of the store
   */
  async #put({ entries, ...round }: PlayedRound): Promise<{ added: number; ratings: RatingChange[] }> {
    const { rateRound } = await this.#rating;
    const standings = standingsOf(entries);
    const isRated = rateRound(standings.map(({ stood }) => ({ ...stood!, rating: undefined }))) !== undefined;
    const rated = isRated ? standings : [];
    let added = 0;
    // The other entries do not change ratings.
    const others = entries.filter((entry) => !rated.includes(entry)).map(({ stood: _, ...entry }) => entry);
    for (let from = 0; from < others.length; from += PART)
      added += Number(await this.#store.add({ ...round, entries: others.slice(from, from + PART) }));
    if (rated.length === 0) return { added, ratings: [] };
    for (let attempt = 0; attempt < RATINGS; attempt++) {
      const counted = await this.#withRatings(round.mode, rated);
      const answer = await this.#store.add({ ...round, entries: counted });
      if (answer === "stale") continue;
      // Entries that were counted before have changed their ratings then, by figures that are not known here.
      const isFirst = answer === counted.length;
      return { added: added + answer, ratings: isFirst ? counted.flatMap(changeOf) : [] };
    }
    const plain = rated.map(({ stood: _, ...entry }) => entry);
    return { added: added + Number(await this.#store.add({ ...round, entries: plain })), ratings: [] };
  }

  async #withRatings(mode: string, entries: readonly PlayedEntry[]): Promise<RoundEntry[]> {
    const was = await this.#store.ratings(
      mode,
      entries.map(({ player }) => player),
    );
    const { rateRound } = await this.#rating;
    const now = rateRound(entries.map(({ stood }, i) => ({ ...stood!, rating: was[i] })))!;
    return entries.map(({ stood: _, ...entry }, i) => ({
      ...entry,
      rating: { was: was[i], now: now[i]! },
    }));
  }

  #done(first: Waiting): void {
    this.#queue.shift();
    this.#note(-first.round.entries.length);
  }

  #note(more: number): void {
    this.#entries += more;
    this.#telemetry.metrics.recordsWaiting.set(this.#entries);
  }

  #lose(entries: number, reason: string): void {
    const { log, metrics } = this.#telemetry;
    metrics.records.inc({ result: "lost" }, entries);
    this.#repeated.add(reason, () => log.error({ entries, reason }, "records of players are lost"));
  }
}

const changeOf = ({ key: player, rating }: RoundEntry): RatingChange[] =>
  rating === undefined
    ? []
    : [{ player, was: rating.was === undefined ? 0 : shownRating(rating.was), now: shownRating(rating.now) }];

/** @returns entries that may change ratings: one for each player */
function standingsOf(entries: readonly PlayedEntry[]): PlayedEntry[] {
  const first = new Map<string, PlayedEntry>();
  for (const entry of entries)
    if (entry.stood !== undefined && !first.has(entry.player)) first.set(entry.player, entry);
  return [...first.values()];
}
