/** One headless player: a session, a pilot that plays it, and measurements of its connection. */
import type { GameTypes } from "../game.ts";
import type { BotSession, Pilot } from "./game.ts";

/**
 * Measurements start this long after the join, ms: the full state and the settling of the clock are left out.
 */
const SETTLE = 2000;
/** Time between two samples of the round trip, ms. */
const RTT_EVERY = 1000;

/** Running totals, and the time at which they were read, ms. */
interface Reading {
  at: number;
  patches: number;
  /** Of the room, as the latest patch says. */
  ticks: number;
  bytesIn: number;
  bytesOut: number;
}

export class Bot<T extends GameTypes = GameTypes> {
  readonly session: BotSession<T>;
  /** Time from the request for a seat until the bot was in the room, ms. */
  readonly joinMs: number;
  /** Samples of the round trip, ms. */
  readonly rtts: number[] = [];
  /** Sizes of corrections, units. */
  readonly corrections: number[] = [];
  /** Number of refused messages, by error code. */
  readonly errors = new Map<string, number>();
  readonly #pilot: Pilot<T>;
  readonly #settledAt: number;
  #first: Reading | undefined;
  #last: Reading | undefined;
  #corrections = 0;
  #nextRtt = 0;
  #left = false;

  /** @param now ms, on the clock later given to `frame` */
  constructor(session: BotSession<T>, pilot: Pilot<T>, joinMs: number, now: number) {
    this.session = session;
    this.joinMs = joinMs;
    this.#pilot = pilot;
    this.#settledAt = now + SETTLE;
    session.events.on("error", ({ code }) => this.errors.set(code, (this.errors.get(code) ?? 0) + 1));
  }

  /** Whether the session has ended for good. */
  get over(): boolean {
    return this.session.link.state === "over";
  }

  /** Why the session ended early; undefined if it has not, or if the bot has left. */
  get endedBy(): string | undefined {
    const { link } = this.session;
    return link.state === "over" && !this.#left ? link.reason : undefined;
  }

  async leave(): Promise<void> {
    if (this.over) return;
    this.#left = true;
    await this.session.leave();
  }

  frame(now: number): void {
    if (this.over) return;
    this.session.frame(now, this.#pilot.intent(this.session));
    this.#note(now);
  }

  /**
   * @returns figures a second between the first and the last measured patch; undefined when that is less than
   * a second
   */
  rates():
    | { patches: number; ticks: number; bytesIn: number; bytesOut: number; seconds: number }
    | undefined {
    if (this.#first === undefined || this.#last === undefined) return undefined;
    const seconds = (this.#last.at - this.#first.at) / 1000;
    if (seconds < 1) return undefined;
    const perSecond = (key: "patches" | "ticks" | "bytesIn" | "bytesOut") =>
      (this.#last![key] - this.#first![key]) / seconds;
    return {
      patches: perSecond("patches"),
      ticks: perSecond("ticks"),
      bytesIn: perSecond("bytesIn"),
      bytesOut: perSecond("bytesOut"),
      seconds,
    };
  }

  #note(at: number): void {
    const { patches, bytesIn, bytesOut, corrections, lastCorrection, rtt } = this.session.stats;
    if (at < this.#settledAt) {
      this.#corrections = corrections;
      return;
    }
    if (patches !== this.#last?.patches) {
      this.#last = { at, patches, ticks: this.session.state.tick, bytesIn, bytesOut };
      this.#first ??= this.#last;
    }
    if (corrections !== this.#corrections) this.corrections.push(lastCorrection);
    this.#corrections = corrections;
    if (rtt <= 0 || at < this.#nextRtt) return;
    this.rtts.push(rtt);
    this.#nextRtt = at + RTT_EVERY;
  }
}
