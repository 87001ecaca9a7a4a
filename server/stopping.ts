/**
 * Ends this process: hands over its rooms, closes its connections and exits. A signal is final; an operator's
 * order can be cancelled while the process is still draining.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { App } from "./app.ts";
import type { ProcessOrders } from "./cluster/cluster.ts";
import { drain } from "./cluster/drain.ts";
import type { Entry } from "./entry.ts";

/** Pause between two attempts to reopen the entry, ms. */
const ENTRY_RETRY = 1000;
/** Longest time that the process takes to stop after the drain, ms. */
const STOP_LIMIT = 10_000;

export class Stopping implements ProcessOrders {
  readonly #app: App;
  readonly #drainSeconds: number;
  readonly #entry: Entry;
  /** Cancels the present drain. */
  #cancellation: AbortController | undefined;
  /** Whether the end can no longer be cancelled. */
  #isFinal = false;
  /** Deadline of the present drain, ms. */
  #until = Number.POSITIVE_INFINITY;

  constructor(app: App, drainSeconds: number, entry: Entry) {
    this.#app = app;
    this.#drainSeconds = drainSeconds;
    this.#entry = entry;
  }

  /** Time left for the drain, ms. */
  get left(): number {
    return Math.max(0, this.#until - performance.now());
  }

  stop(): void {
    this.#isFinal = true;
    this.drain();
  }

  drain(): void {
    if (this.#cancellation !== undefined) return;
    this.#cancellation = new AbortController();
    this.#until = performance.now() + this.#drainSeconds * 1000;
    void this.#run(this.#cancellation.signal);
  }

  undrain(): boolean {
    if (this.#cancellation === undefined || this.#isFinal) return false;
    this.#cancellation.abort();
    return true;
  }

  /**
   * Another program may have taken the port meanwhile. Until it is free, players reach the process at its own
   * address.
   */
  async #reopenEntry(): Promise<void> {
    const { log } = this.#app.telemetry;
    for (let attempt = 1; this.#cancellation === undefined; attempt++)
      try {
        await this.#entry.open();
        return;
      } catch (err) {
        if (attempt === 1) log.error({ err }, "the entry is closed: its port cannot be opened again yet");
        await wait(ENTRY_RETRY);
      }
  }

  async #run(cancelled: AbortSignal): Promise<void> {
    const { server, cluster, feed, presenceFeed, partyFeed, live, telemetry } = this.#app;
    const { log } = telemetry;
    log.info("stopping");
    const limit = setTimeout(() => process.exit(1), this.#drainSeconds * 1000 + STOP_LIMIT).unref();
    this.#entry.close();
    // Consoles reconnect through the entry, to a process that stays.
    feed.end();
    presenceFeed.end();
    partyFeed.end();
    let left = await drain(cluster, this.#drainSeconds, telemetry, cancelled);
    if (cancelled.aborted && this.#isFinal) left = await drain(cluster, this.#drainSeconds, telemetry);
    else if (cancelled.aborted) {
      clearTimeout(limit);
      this.#cancellation = undefined;
      void this.#reopenEntry();
      await cluster.uncordon();
      log.info("drain cancelled");
      return;
    }
    this.#isFinal = true;
    if (left > 0) log.warn({ rooms: left }, "rooms end with this process");
    try {
      await cluster.leave();
    } finally {
      feed.end();
      presenceFeed.end();
      partyFeed.end();
      await live?.end();
      await server.gracefullyShutdown(true);
    }
  }
}
