/**
 * The lease of an owner on its room: renews it and stores checkpoints, without ever waiting for Redis in a step.
 *
 *   ours ──slept──▶ asking ──Redis: still yours──▶ ours
 *    │                └──Redis: another owner's──▶ over
 *    └──passed on, ended, a renewal refused──────▶ over
 *
 * While Redis is away an owner that runs plays on: it answers probes of other processes, so none takes the room over. An owner
 * that was stopped may have missed probes: it does not step before Redis has answered.
 */
import { performance } from "node:perf_hooks";
import { ticks } from "../../shared/tick.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { type Address, type Ledger, ROOM_LEASE, type Write } from "./ledger.ts";
import { type Clock, elapsed, type Moment, momentOf } from "./ports.ts";

/** A whole checkpoint this often, ticks: what a crash can cost. The lease is renewed with it. */
const EVERY = ticks(0.2);
/** Steps after which a match has been played on: it has left behind what was lost with its last owner, and what broke it. */
const PLAYED = ticks(1);
/**
 * Checkpoints under way at most. What was sent survives a kill, answered or not; a slow answer must not hold up the next.
 * One that is not answered in time is given up (see redis.ts), so that they do not pile up.
 */
const UNDER_WAY = 3;
/** Between questions to a Redis that does not answer, ms. */
const ASK_AGAIN = 100;
/** Between attempts to tell a Redis that does not answer that a match has ended, ms. */
const RELEASE_AGAIN = 500;
/** Without an answer for this long, ms, the clients are sent to ask elsewhere. */
const DOUBT = 1500;

/** What a lease reads of a match. */
export interface Scored {
  readonly tick: number;
  readonly players: ReadonlyMap<string, { readonly key: string; readonly score: number }>;
}

export interface LeaseOf {
  room: string;
  name: string;
  epoch: number;
}

export interface LeaseEvents {
  /** The room as it is between two ticks. */
  checkpoint(): Buffer;
  /** Another process owns the room. Called once. */
  onLost(): void;
  /** It has been unknown for `DOUBT` ms which process owns the room. Called once for each such time. */
  onDoubt(): void;
}

export class Lease {
  readonly #ledger: Ledger;
  readonly #of: LeaseOf;
  readonly #events: LeaseEvents;
  readonly #log: Telemetry["log"];
  readonly #metrics: Telemetry["metrics"];
  readonly #clock: Clock;
  /** Scores as last seen, by ship. */
  readonly #scores = new Map<string, number>();
  /** Those that no checkpoint holds that Redis has confirmed. */
  readonly #unsaved = new Map<string, number>();
  #due = 0;
  #steps = 0;
  /** Redis knows that the match has been played on. */
  #played = false;
  /** Checkpoints on their way. */
  #writing = 0;
  /** Writes so far, under whichever epoch. */
  #writes = 0;
  #state: "ours" | "asking" | "over" = "ours";
  #awake: Moment;

  constructor(
    ledger: Ledger,
    of: LeaseOf,
    events: LeaseEvents,
    { log, metrics }: Pick<Telemetry, "log" | "metrics">,
    clock: Clock,
  ) {
    this.#ledger = ledger;
    this.#log = log;
    this.#metrics = metrics;
    this.#of = of;
    this.#events = events;
    this.#clock = clock;
    this.#awake = momentOf(clock);
  }

  get epoch(): number {
    return this.#of.epoch;
  }

  /** As far as is known this process owns the room, and no other may take it over. */
  get isSure(): boolean {
    return this.#state === "ours";
  }

  /** No step has been written down yet. */
  get isUnplayed(): boolean {
    return this.#steps === 0;
  }

  /**
   * To be asked before each step and before its patch. After a sleep (a stopped process, a suspended machine, a long collection)
   * the room may have been taken over: nothing is stepped or told until Redis has said that it was not.
   */
  isOurs(): boolean {
    const slept = elapsed(this.#clock, this.#awake) > ROOM_LEASE.slept;
    this.#awake = momentOf(this.#clock);
    if (slept && this.#state === "ours") void this.#ask();
    return this.#state === "ours";
  }

  /** A seat has come or gone: the next step writes it down. */
  seatsChanged(): void {
    this.#due = 0;
  }

  /** Writes what a step changed. To be called before players are told of it: then what they know is safe. */
  step(world: Scored): void {
    this.#steps++;
    const scored = this.#noteScores(world);
    if (world.tick >= this.#due && this.#writing < UNDER_WAY) this.#checkpoint(world);
    else if (scored) void this.#write({ scores: Buffer.from(JSON.stringify([...this.#unsaved])) });
  }

  /**
   * Gives the room to another process. Nothing is written here any more.
   * @returns false when another process owned it already @throws when Redis does not answer: it may have been given away or not
   */
  async pass(target: Address, checkpoint: Buffer): Promise<boolean> {
    this.#state = "over";
    const { room, name, epoch } = this.#of;
    return this.#ledger.pass(room, name, epoch, checkpoint, target);
  }

  /**
   * Takes back a room that was passed on, or may have been, and that the target process has not opened. Asks until Redis has answered:
   * before that, the room is not stepped here. The epoch counts up in any case, so that a pass that arrives late is refused.
   * @returns false when another process owns it by now
   */
  async takeBack(): Promise<boolean> {
    const { room, name, epoch } = this.#of;
    const since = momentOf(this.#clock);
    const doubt = this.#doubt();
    for (;;) {
      const sent = momentOf(this.#clock);
      try {
        const claim = await this.#ledger.takePassed(room, name, epoch + 1);
        const self = this.#ledger.self.id;
        if (claim.result === "won") this.#of.epoch = claim.epoch;
        // Redis has forgotten the room, with all that was passed on; the match is here.
        else if (claim.result === "none") this.#of.epoch = claim.epoch;
        // An earlier question was answered after all, and the answer lost.
        else if (claim.result === "held" && claim.owner === self && claim.epoch > epoch + 1)
          this.#of.epoch = claim.epoch;
        else if (claim.result !== "unsettled") return false;
        if (claim.result !== "unsettled") {
          this.#log.info({ room, epoch: this.#of.epoch, process: self }, "room kept");
          this.#state = "ours";
          this.#due = 0;
          if (elapsed(this.#clock, sent) >= ROOM_LEASE.quiet) void this.#ask();
          return true;
        }
        // Redis has lost the pass, and may not believe an owner of an earlier epoch that wakes now. A target process that plays renews later.
        if ((await this.#ledger.renew(room, name, epoch + 1, {})) === "lost") return false;
      } catch (err) {
        this.#log.debug({ room, err }, "Redis does not answer whether the room can be taken back");
      }
      doubt(since);
      await this.#clock.wait(ASK_AGAIN);
    }
  }

  /** The match has ended. Until Redis knows that, a question for the room would restore it: so Redis is told again. */
  async release(): Promise<void> {
    const isOurs = this.#state === "ours";
    this.#state = "over";
    if (!isOurs) return;
    const { room, epoch } = this.#of;
    const since = momentOf(this.#clock);
    do
      try {
        return await this.#ledger.release(room, epoch);
      } catch (err) {
        this.#log.debug({ room, err }, "lease not released");
        await this.#clock.wait(RELEASE_AGAIN);
      }
    while (elapsed(this.#clock, since) < ROOM_LEASE.kept);
    this.#log.warn({ room }, "lease not released: it has run out");
  }

  /** Leaves the room to the next owner: this process cannot go on with it. */
  letGo(): void {
    this.#state = "over";
  }

  /** Asks until Redis has answered whose the room is. */
  async #ask(): Promise<void> {
    this.#state = "asking";
    const { room, name, epoch } = this.#of;
    const since = momentOf(this.#clock);
    const doubt = this.#doubt();
    this.#log.info({ room, epoch }, "this process was stopped: asking whether it still owns the room");
    while (this.#state === "asking") {
      const sent = momentOf(this.#clock);
      const answer = await this.#ledger.confirm(room, name, epoch).catch(() => "unanswered" as const);
      if (this.#state !== "asking") return;
      if (answer === "lost") return this.#lose();
      // An answer that was slept through says nothing any more.
      if (
        answer !== "unanswered" &&
        answer !== "unsettled" &&
        elapsed(this.#clock, sent) < ROOM_LEASE.quiet
      ) {
        this.#state = "ours";
        this.#due = 0;
        return;
      }
      doubt(since);
      await this.#clock.wait(ASK_AGAIN);
    }
  }

  /** @returns sends the clients elsewhere, once, when the question has been open for too long */
  #doubt(): (since: Moment) => void {
    let told = false;
    return (since) => {
      if (told || elapsed(this.#clock, since) < DOUBT) return;
      told = true;
      this.#events.onDoubt();
    };
  }

  #noteScores({ players }: Scored): boolean {
    let scored = false;
    for (const { key, score } of players.values()) {
      if (this.#scores.get(key) === score) continue;
      this.#scores.set(key, score);
      this.#unsaved.set(key, score);
      scored = true;
    }
    return scored;
  }

  /** Players that are gone are not remembered: a room may live for weeks. */
  #forgetGone({ players }: Scored): void {
    if (this.#scores.size === players.size) return;
    for (const key of this.#scores.keys()) if (!players.has(key)) this.#scores.delete(key);
  }

  #checkpoint(world: Scored): void {
    this.#forgetGone(world);
    const started = performance.now();
    const checkpoint = this.#events.checkpoint();
    this.#metrics.checkpointSeconds.observe((performance.now() - started) / 1000);
    this.#due = world.tick + EVERY;
    const saved = [...this.#unsaved];
    const played = !this.#played && this.#steps > PLAYED;
    this.#writing++;
    void this.#write({ checkpoint, ...(played && { played }) }).then((isWritten) => {
      this.#writing--;
      if (!isWritten) return;
      this.#played ||= played;
      for (const [key, score] of saved) if (this.#unsaved.get(key) === score) this.#unsaved.delete(key);
    });
  }

  /** @returns whether Redis has it */
  async #write(what: Write): Promise<boolean> {
    if (!this.isSure) return false;
    const { room, name, epoch } = this.#of;
    const numbered = { ...what, number: ++this.#writes };
    const answer = await this.#ledger.renew(room, name, epoch, numbered).catch((err) => {
      // Redis is away. The next step tries again.
      this.#log.debug({ room, err }, "lease not renewed");
    });
    // What was asked under an epoch that has passed, or by one that gave the room away, says nothing.
    if (answer === undefined || this.#state === "over" || epoch !== this.#of.epoch) return false;
    if (answer === "lost") this.#lose();
    else if (answer === "restored" && what.checkpoint === undefined) this.#due = 0;
    return answer !== "lost";
  }

  #lose(): void {
    this.#state = "over";
    this.#events.onLost();
  }
}

/** Puts scores that were written after a checkpoint into the world restored from it. */
export function addScores(players: ReadonlyMap<string, { score: number }>, scores: Buffer): void {
  for (const [key, score] of JSON.parse(scores.toString()) as [string, number][]) {
    const player = players.get(key);
    if (player !== undefined) player.score = score;
  }
}
