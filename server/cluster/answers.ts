/**
 * Sends the answers to requests of other processes. An answer reports what was done, and its caller may wait
 * for long (orderCall.ts), so it is sent again until somebody receives it: this process, or the caller, may
 * have no connection to Redis for a moment.
 */
import { setTimeout as wait } from "node:timers/promises";
import { generateId } from "@colyseus/core";
import type { Answer } from "../framework/ipc.ts";

/** Pause before the second attempt, ms. It doubles from one attempt to the next, up to the longest one. */
const PAUSE = { first: 250, longest: 1000 } as const;
/**
 * Attempts end after this time without a connection, ms. The caller of an order awaits a late answer for as
 * long after its own timeout (orderCall.ts).
 */
const KEPT = 60_000;
/**
 * They end this long, ms, after the first one that nobody received: a caller whose connection is lost is back
 * by then, any other one has given up.
 */
const UNHEARD = 5000;
/** Most answers that are sent again at the same time. */
const MOST = 1000;

export class Answers {
  readonly #publish: (channel: string, answer: Answer) => Promise<number | undefined>;
  /** Number of answers that are sent again. */
  #waiting = 0;

  /**
   * @param publish returns the number of receivers; undefined when Redis has the answer and publishes it
   * late. Rejects without a connection, and when it breaks: then the answer may have been published or not
   */
  constructor(publish: (channel: string, answer: Answer) => Promise<number | undefined>) {
    this.#publish = publish;
  }

  /** Resolves once the answer is received, or given up. */
  async send(channel: string, [code, data]: Answer): Promise<void> {
    // By its id the caller knows an answer that it gets twice.
    const answer: Answer = [code, data, generateId()];
    const first = await this.#try(channel, answer);
    if (first === "published" || this.#waiting >= MOST) return;
    this.#waiting++;
    await this.#sendAgain(channel, answer, first === "unheard").finally(() => this.#waiting--);
  }

  async #sendAgain(channel: string, answer: Answer, isUnheard: boolean): Promise<void> {
    const started = performance.now();
    let unheardSince = isUnheard ? started : undefined;
    for (let pause: number = PAUSE.first; ; pause = Math.min(2 * pause, PAUSE.longest)) {
      await wait(pause, undefined, { ref: false });
      const result = await this.#try(channel, answer);
      const now = performance.now();
      if (result === "unheard") unheardSince ??= now;
      const isLate = now - started > KEPT || now - (unheardSince ?? now) > UNHEARD;
      if (result === "published" || isLate) return;
    }
  }

  async #try(channel: string, answer: Answer): Promise<"published" | "unheard" | "unsent"> {
    try {
      return (await this.#publish(channel, answer)) === 0 ? "unheard" : "published";
    } catch {
      return "unsent";
    }
  }
}
