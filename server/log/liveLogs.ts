/** The live logs of a server, one for each of its matches, and their watchers. */
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { EndReason, LogHeader } from "../../shared/log/format.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { type LiveChunk, livePart } from "./liveChunk.ts";
import { LiveLog, type LiveMemory, type Position } from "./liveLog.ts";
import type { LiveTails } from "./liveTails.ts";
import { Watchers } from "./watchers.ts";

/** Time between checks for chunks that are old enough, ms. */
const CHECK_EVERY = 100;
/** Bytes of all live logs: a swarm of a thousand has 4 MB in 20 s. */
const MEMORY = 128 * 2 ** 20;
/**
 * When a new owner asks the previous one for the rest of its log, ms after its start: the previous owner may
 * end its log later.
 */
const ASK = [300, 700, 1000, 2000, 4000, 4000] as const;

/** How long a process that ends waits for Redis to store what its watchers have not seen yet, ms. */
const STORE = 3000;
/**
 * How much longer than its last chunk's delay a match that is over is kept, ms: the chunk must be written to
 * all watchers.
 */
const LINGER = 3000;
/**
 * A match counts as watched for this long after the latest request of a watcher, ms: one that reconnects is a
 * watcher as well.
 */
const WATCHED = 30_000;

export interface LiveMatch {
  readonly room: string;
  readonly log: LiveLog;
  readonly watchers: Watchers;
  /** Whether the rest of the previous owner's log has arrived, or does not exist. */
  isComplete: boolean;
  /** Time of the latest request of a watcher, by performance.now(). */
  asked: number;
}

export class LiveLogs {
  readonly delay: number;
  readonly #telemetry: Pick<Telemetry, "log" | "metrics" | "events">;
  readonly #tails: LiveTails | undefined;
  readonly #memory: LiveMemory = { limit: MEMORY, used: 0 };
  /** By room. */
  readonly #matches = new Map<string, LiveMatch>();
  /** Log tails on their way to Redis. */
  readonly #leaving = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  /** @param delay s; see WATCH_DELAY in env.ts @param tails absent: matches do not migrate */
  constructor(
    delay: number,
    telemetry: Pick<Telemetry, "log" | "metrics" | "events">,
    tails?: LiveTails | undefined,
  ) {
    this.delay = delay * 1000;
    this.#telemetry = telemetry;
    this.#tails = tails;
  }

  /** Number of watchers. */
  get watching(): number {
    let count = 0;
    for (const { watchers } of this.#matches.values()) count += watchers.size;
    return count;
  }

  find(room: string): LiveMatch | undefined {
    return this.#matches.get(room);
  }

  /** @param isStart whether the match starts here */
  open(header: LogHeader, isStart: boolean): LiveMatch {
    const { room } = header;
    const log = new LiveLog(livePart(header), this.delay, this.#memory);
    const { metrics } = this.#telemetry;
    const watchers = new Watchers(log, {
      onSent: (bytes) => metrics.watchBytes.inc(bytes),
      onSlow: () => metrics.rejected.inc({ reason: "slow_reader" }),
    });
    const isComplete = isStart || this.#tails === undefined;
    const match: LiveMatch = { room, log, watchers, isComplete, asked: Number.NEGATIVE_INFINITY };
    this.#matches.get(room)?.watchers.end();
    this.#matches.set(room, match);
    if (!match.isComplete) void this.#complete(match);
    return match;
  }

  /** The room is gone. Chunks that are not due yet are sent later, here or by the next owner. */
  close(match: LiveMatch, reason: EndReason): void {
    const { room, log, watchers } = match;
    log.isOver = true;
    if (reason === "over") {
      setTimeout(() => this.#drop(match), this.delay + LINGER).unref();
      return;
    }
    const isWatched = watchers.size > 0 || performance.now() - match.asked < WATCHED;
    if (isWatched) {
      const leaving = this.#leave(room, log.tail());
      this.#leaving.add(leaving);
      void leaving.then(() => this.#leaving.delete(leaving));
    }
    this.#drop(match);
  }

  /** @param position of the watcher on its previous connection @returns false while no chunk is due */
  watch({ log, watchers }: LiveMatch, response: ServerResponse, position: Position | undefined): boolean {
    const after = position && log.after(position);
    const next = after ?? log.begin();
    if (next === undefined) return false;
    response.writeHead(200);
    response.flushHeaders();
    watchers.add(response, next, after === undefined ? undefined : log.at(after - 1)?.part);
    this.#timer ??= setInterval(() => this.#look(), CHECK_EVERY).unref();
    const { matchWatchers } = this.#telemetry.metrics;
    matchWatchers.set(this.watching);
    response.once("close", () => matchWatchers.set(this.watching));
    return true;
  }

  /**
   * Ends all answers: watchers reconnect, to another process. Resolves when the next owners can read what is
   * left of the matches that were handed over.
   */
  async end(): Promise<void> {
    for (const { watchers } of this.#matches.values()) watchers.end();
    await Promise.race([Promise.all(this.#leaving), wait(STORE, undefined, { ref: false })]);
  }

  #look(): void {
    for (const { watchers } of this.#matches.values()) if (watchers.size > 0) void watchers.send();
    if (this.watching > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #drop(match: LiveMatch): void {
    match.watchers.end();
    match.log.clear();
    if (this.#matches.get(match.room) === match) this.#matches.delete(match.room);
  }

  /** Never rejects. */
  async #leave(room: string, chunks: readonly LiveChunk[]): Promise<void> {
    const { log } = this.#telemetry;
    try {
      await this.#tails?.leave(room, chunks);
      log.debug({ room, chunks: chunks.length }, "log tail for watchers stored in Redis");
    } catch (err) {
      log.warn({ room, err }, "watchers will miss some seconds: the log tail could not be stored in Redis");
    }
  }

  async #complete(match: LiveMatch): Promise<void> {
    const { room, log } = match;
    for (const pause of ASK) {
      await new Promise((resolve) => setTimeout(resolve, pause).unref());
      const left = await this.#tails!.take(room, log.from, this.delay).catch(() => undefined);
      if (log.isOver) break;
      if (left === undefined) continue;
      log.precede(left);
      this.#telemetry.log.debug({ room, chunks: left.length }, "log tail for watchers read from Redis");
      break;
    }
    match.isComplete = true;
  }
}
