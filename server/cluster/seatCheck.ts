/**
 * Checks every 2 s whether a new player would get a seat through this process. The check follows the path of
 * a real request up to the query to a room, or the choice of a process that would open one, and reserves
 * nothing. A process whose checks keep failing reports that it is not ready, and why.
 */
import type { Log } from "../ops/log.ts";
import type { Clock } from "./ports.ts";

/** ms. */
const EVERY = 2000;
const NO_REQUESTS = "this process receives no requests through Redis";
/**
 * Checks must fail for this long, ms: a slow moment is no failure, even if two checks fall into it. Longer
 * than it takes until a Redis that stalls counts as unreachable (MISSES in redisRegistry.ts).
 */
const LASTING = 3000;

export interface SeatCheckOptions {
  clock: Clock;
  log: Log;
  /** Kinds of rooms. */
  kinds: readonly string[];
  /** False while Redis is away: then there is no seat, for a known reason, and no check counts. */
  isUp(): boolean;
  /** @returns why there is no seat in a room of that kind; undefined when there is */
  whyNoSeat(kind: string): Promise<string | undefined>;
  /** @returns whether this process receives requests through Redis */
  receivesRequests(): Promise<boolean>;
  onChecked(kind: string, isFree: boolean): void;
}

export class SeatCheck {
  readonly #on: SeatCheckOptions;
  /**
   * Failures in a row, by kind: time of the first (ms of the clock), reason of the last, and whether it was
   * logged.
   */
  readonly #failures = new Map<string, { since: number; why: string; isLogged: boolean }>();
  #stop: (() => void) | undefined;
  #isChecking = false;
  /** Number of times that Redis was lost or came back. */
  #changes = 0;

  constructor(options: SeatCheckOptions) {
    this.#on = options;
  }

  start(): void {
    this.#stop = this.#on.clock.every(EVERY, () => void this.check());
    void this.check();
  }

  stop(): void {
    this.#stop?.();
  }

  /** Why the checks fail; undefined while they pass. */
  get failure(): string | undefined {
    for (const [kind, { isLogged, why }] of this.#failures)
      if (isLogged) return `no seat in "${kind}": ${why}`;
    return undefined;
  }

  /**
   * Redis was lost or came back: checks that have failed, or run now, do not count, because that may be the
   * cause.
   */
  redisChanged(): void {
    this.#failures.clear();
    this.#changes++;
  }

  /** Never rejects. */
  async check(): Promise<void> {
    if (this.#isChecking) return;
    this.#isChecking = true;
    const changes = this.#changes;
    const { kinds, receivesRequests, whyNoSeat } = this.#on;
    const isUnreached = this.#on.isUp() && !(await receivesRequests());
    for (const kind of kinds) {
      const why = isUnreached ? NO_REQUESTS : await whyNoSeat(kind).catch(({ message }: Error) => message);
      // Asked after the check: its cause may be Redis.
      if (this.#on.isUp() && changes === this.#changes) this.#note(kind, why);
      else this.#forget(kind);
    }
    this.#isChecking = false;
  }

  #forget(kind: string): void {
    this.#failures.delete(kind);
    this.#on.onChecked(kind, false);
  }

  #note(kind: string, why: string | undefined): void {
    const { log, clock } = this.#on;
    const before = this.#failures.get(kind);
    if (why === undefined) {
      this.#failures.delete(kind);
      if (before?.isLogged) log.info({ kind }, "seat check passes again");
    } else {
      const { since, isLogged } = before ?? { since: clock.now(), isLogged: false };
      const isLasting = clock.now() - since >= LASTING;
      this.#failures.set(kind, { since, why, isLogged: isLasting });
      if (isLasting && !isLogged)
        log.error({ kind, why }, "seat check fails: new players get no seat through this process");
    }
    this.#on.onChecked(kind, why === undefined);
  }
}
