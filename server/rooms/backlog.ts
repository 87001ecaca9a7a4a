/**
 * The latest numbered messages to one seat, delivered or not: the server cannot know what a dead connection
 * has delivered. A returning client names its last message, and gets the messages after it.
 */
import { ticks } from "../../shared/tick.ts";
import type { BacklogSnapshot, NumberedMessage } from "../cluster/checkpoint.ts";

/** Messages kept for a seat: several screens full. */
const KEPT = 32;
/**
 * Ticks a message is kept: longer than a seat is kept for an absent player, plus the time to notice a dead
 * link.
 */
const LASTS = ticks(60);

export class Backlog {
  #kept: NumberedMessage[] = [];
  /** Number of the newest message that is no longer kept; 0 while all are kept. */
  #dropped = 0;

  add(message: NumberedMessage): void {
    this.#kept.push(message);
    this.#forget(message.tick);
  }

  /**
   * @returns the messages after number `n`, oldest first; `gap` when there were more of them than are kept
   */
  after(n: number): { messages: NumberedMessage[]; gap: boolean } {
    return { messages: this.#kept.filter((one) => one.n > n), gap: n < this.#dropped };
  }

  /** Number of the newest message; 0: there was none. */
  get newest(): number {
    return this.#kept.at(-1)?.n ?? this.#dropped;
  }

  /** @param tick the present one */
  snapshot(tick: number): BacklogSnapshot | undefined {
    this.#forget(tick);
    return this.newest === 0 ? undefined : { kept: this.#kept, dropped: this.#dropped };
  }

  restore({ kept, dropped }: BacklogSnapshot): void {
    this.#kept = [...kept];
    this.#dropped = dropped;
  }

  #forget(now: number): void {
    const from = now - LASTS;
    let stale = Math.max(0, this.#kept.length - KEPT);
    while (stale < this.#kept.length && this.#kept[stale]!.tick < from) stale++;
    if (stale === 0) return;
    this.#dropped = this.#kept[stale - 1]!.n;
    this.#kept.splice(0, stale);
  }
}
