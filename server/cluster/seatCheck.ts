/**
 * Asks every now and then whether a player would get a seat here: the way of a real request, up to the question to a room or
 * the choice of a process that would open one, and nothing is left behind. A process that finds none, time after time, says
 * that it is not ready, and why.
 */
import type { Log } from "../ops/log.ts";
import type { Clock } from "./ports.ts";

/** ms. */
const EVERY = 2000;
const DEAF = "this process does not hear what it is asked through Redis";
/**
 * Checks in a row must fail for this long, ms. A moment's slowness is no failure, also where two checks come close together, as
 * they do when Redis is back. By then a Redis that stalls counts as unreachable (MISSES in redisRegistry.ts).
 */
const LASTING = 3000;

export interface SeatCheckOptions {
  clock: Clock;
  log: Log;
  /** Of rooms. */
  kinds: readonly string[];
  /** False while Redis is away: then there is no seat, for a known reason. */
  isUp(): boolean;
  /** @returns why there is no seat in a room of that kind; undefined when there is */
  whyNoSeat(kind: string): Promise<string | undefined>;
  /** @returns whether this process hears what others ask it */
  hears(): Promise<boolean>;
  onChecked(kind: string, isFree: boolean): void;
}

export class SeatCheck {
  readonly #on: SeatCheckOptions;
  /** In a row, by kind: when the first of them was (ms of the clock), why the last one failed, and whether it was told. */
  readonly #failures = new Map<string, { since: number; why: string; isTold: boolean }>();
  #stop: (() => void) | undefined;
  #isChecking = false;
  /** How often Redis has come or gone. */
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

  /** Why no seat is to be had here; undefined when one is. */
  get failure(): string | undefined {
    for (const [kind, { isTold, why }] of this.#failures) if (isTold) return `no seat in "${kind}": ${why}`;
    return undefined;
  }

  /** Redis has gone or come back: what has failed until now, or is about to, may have failed because of that. */
  redisChanged(): void {
    this.#failures.clear();
    this.#changes++;
  }

  /** Never rejects. */
  async check(): Promise<void> {
    if (this.#isChecking) return;
    this.#isChecking = true;
    const changes = this.#changes;
    const { kinds, hears, whyNoSeat } = this.#on;
    const isDeaf = this.#on.isUp() && !(await hears());
    for (const kind of kinds) {
      const why = isDeaf ? DEAF : await whyNoSeat(kind).catch(({ message }: Error) => message);
      // Asked afterwards: it may be what has failed.
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
      if (before?.isTold) log.info({ kind }, "seats are to be had here again");
    } else {
      const { since, isTold } = before ?? { since: clock.now(), isTold: false };
      const isLasting = clock.now() - since >= LASTING;
      this.#failures.set(kind, { since, why, isTold: isLasting });
      if (isLasting && !isTold) log.error({ kind, why }, "no seat is to be had here");
    }
    this.#on.onChecked(kind, why === undefined);
  }
}
