/** One bot of a scenario: a session, a pilot that plays it, and its measurements. */
import type { GameTypes } from "../../game.ts";
import type { BotSession, Pilot } from "../game.ts";
import { count, type Measured, type Totals } from "./figures.ts";

/**
 * Measurements begin this long after a join or a return, ms: the full state and the settling of the clock are
 * left out.
 */
const SETTLE = 2000;

/** Longest time that a bot which leaves waits for its connection, ms. */
const RETURN = 3000;

export interface Playing {
  readonly bot: number;
  /** Groups that count this bot; the phase among them changes. */
  groups(): readonly Measured[];
}

export class Player {
  readonly #session: BotSession<GameTypes>;
  readonly #pilot: Pilot<GameTypes>;
  readonly #as: Playing;
  #settledAt: number;
  /** The latest reading, and when it was taken, ms; undefined: nothing is measured now. */
  #last: (Totals & { at: number }) | undefined;
  /** The connection is being dropped on purpose; until when, ms. */
  #awayUntil = 0;
  #left = false;

  /** @param now ms, on the clock later given to `frame` */
  constructor(session: BotSession<GameTypes>, pilot: Pilot<GameTypes>, as: Playing, now: number) {
    this.#session = session;
    this.#pilot = pilot;
    this.#as = as;
    this.#settledAt = now + SETTLE;
    session.events.on("error", ({ code }) => this.#each((group) => count(group.errors, code)));
    session.events.on("chat", () => this.#each((group) => group.heard++));
    session.events.on("link", (link) => {
      this.#last = undefined;
      if (link.state === "lost" && this.#awayUntil === 0) this.#each((group) => group.disconnects++);
      else if (link.state === "playing") this.#settledAt = performance.now() + SETTLE;
      else if (link.state === "over" && !this.#left) this.#each((group) => count(group.lost, link.reason));
    });
  }

  get isPlaying(): boolean {
    return this.#session.link.state === "playing";
  }

  get rtt(): number {
    return this.#session.stats.rtt;
  }

  frame(now: number): void {
    if (this.#awayUntil > 0 && now >= this.#awayUntil) {
      this.#awayUntil = 0;
      this.#session.resume();
    }
    if (this.#session.link.state !== "over") this.#session.frame(now, this.#pilot.intent(this.#session));
  }

  /** Drops the connection; the bot returns by itself. @param until ms */
  drop(until: number): void {
    if (!this.isPlaying) return;
    this.#awayUntil = until;
    this.#session.suspend();
    this.#each((group) => group.dropped++);
  }

  chat(text: string): void {
    if (!this.isPlaying) return;
    this.#session.chat(text);
    this.#each((group) => group.said++);
  }

  /** A bot that is away returns before it leaves: otherwise the server would keep its seat. */
  async leave(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    if (this.#session.link.state === "lost") await this.#return();
    if (this.#session.link.state !== "over") await this.#session.leave();
  }

  #return(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = this.#session.events.on("link", () => resolve());
    const timer = setTimeout(resolve, RETURN);
    this.#session.resume();
    return promise.finally(() => {
      clearTimeout(timer);
      stop();
    });
  }

  /**
   * Measures what has happened since the last call.
   * @returns undefined when there is nothing to compare with
   */
  measure(now: number): (Totals & { seconds: number }) | undefined {
    if (!this.isPlaying || this.#left || now < this.#settledAt) return undefined;
    const { patches, bytesIn, bytesOut, corrections, rtt } = this.#session.stats;
    const before = this.#last;
    this.#last = { at: now, patches, bytesIn, bytesOut, corrections };
    if (before === undefined) return undefined;
    const change = {
      patches: patches - before.patches,
      bytesIn: bytesIn - before.bytesIn,
      bytesOut: bytesOut - before.bytesOut,
      corrections: corrections - before.corrections,
    };
    const seconds = (now - before.at) / 1000;
    this.#each((group) => group.add(this.#as.bot, seconds, change, rtt));
    return { ...change, seconds };
  }

  #each(act: (group: Measured) => void): void {
    for (const group of this.#as.groups()) act(group);
  }
}
