/**
 * The lease of an owner on its room: whether this process still owns it. What is written of the match renews the lease
 * (checkpointWriter.ts).
 *
 *   ours ──slept──▶ asking ──Redis: still yours──▶ ours
 *    │                ├──Redis: another owner's──▶ over
 *    │                └──Redis has old data, and another process plays it under a later epoch──▶ over
 *    └──passed on, ended, a renewal refused──────▶ over
 *
 * While Redis is away an owner that runs plays on: it answers probes of other processes, so none takes the room over. An owner
 * that was stopped may have missed probes: it does not step before Redis has answered.
 */
import type { Telemetry } from "../ops/telemetry.ts";
import { CheckpointWriter } from "./checkpointWriter.ts";
import { askUntilDecided, confirmOwner, type OwnerQuestion } from "./confirmOwner.ts";
import type { Address, Ledger, Renewal, Write } from "./ledger.ts";
import { type Clock, elapsed, type Moment, momentOf } from "./ports.ts";
import { ROOM_LEASE } from "./roomLease.ts";

/** Between attempts to tell a Redis that does not answer that a match has ended, ms. */
const RELEASE_AGAIN = 500;

export interface LeaseOf {
  room: string;
  name: string;
  epoch: number;
}

export interface LeaseEvents extends Pick<OwnerQuestion, "isPlayedElsewhere" | "onDoubt"> {
  /** The room as it is between two ticks. */
  checkpoint(): Buffer;
  /** See `CheckpointPorts`. */
  tail(): Buffer | undefined;
  /** Another process owns the room. Called once. */
  onLost(): void;
}

export class Lease {
  /** Writes under this lease; each write renews it. */
  readonly writer: CheckpointWriter;
  readonly #ledger: Ledger;
  readonly #of: LeaseOf;
  readonly #events: LeaseEvents;
  readonly #log: Telemetry["log"];
  readonly #clock: Clock;
  readonly #question: OwnerQuestion;
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
    this.#of = of;
    this.#events = events;
    this.#clock = clock;
    this.#awake = momentOf(clock);
    const { room } = of;
    this.#question = {
      ...{ room, ledger, clock, log },
      isPlayedElsewhere: (epoch) => events.isPlayedElsewhere(epoch),
      onDoubt: () => events.onDoubt(),
    };
    const ports = {
      now: () => clock.now(),
      checkpoint: () => events.checkpoint(),
      tail: () => events.tail(),
      write: (what: Write) =>
        this.#renewBy((epoch, number) => ledger.renew(room, of.name, epoch, { ...what, number })),
      append: (tail: Buffer) => this.#renewBy((epoch, number) => ledger.append(room, epoch, number, tail)),
    };
    this.writer = new CheckpointWriter(ports, metrics);
  }

  get epoch(): number {
    return this.#of.epoch;
  }

  /** As far as is known this process owns the room, and no other may take it over. */
  get isSure(): boolean {
    return this.#state === "ours";
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
    return await askUntilDecided(this.#question, async () => {
      const sent = momentOf(this.#clock);
      const claim = await this.#ledger.takePassed(room, name, epoch + 1);
      const isOurs =
        claim.result === "won" ||
        // Redis has lost the record with the hand-over; the match is here.
        claim.result === "none" ||
        // An earlier question was answered after all, and the answer was lost.
        (claim.result === "held" && claim.owner === this.#ledger.self.id && claim.epoch > epoch + 1);
      if (isOurs) this.#keep(claim.epoch, sent);
      if (claim.result !== "unsettled") return isOurs;
      // Redis has lost the hand-over. After this renewal it refuses an owner of an earlier epoch that wakes now.
      return (await this.#ledger.renew(room, name, epoch + 1, {})) === "lost" ? false : undefined;
    });
  }

  /** @param sent when Redis was asked: an answer that this process slept through does not count */
  #keep(epoch: number, sent: Moment): void {
    this.#of.epoch = epoch;
    this.#log.info({ room: this.#of.room, epoch, process: this.#ledger.self.id }, "room kept");
    this.#state = "ours";
    this.writer.requestCheckpoint();
    if (elapsed(this.#clock, sent) >= ROOM_LEASE.quiet) void this.#ask();
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

  /** The process was stopped: asks until Redis has answered whose the room is. */
  async #ask(): Promise<void> {
    this.#state = "asking";
    const { room, name, epoch } = this.#of;
    this.#log.info({ room, epoch }, "this process was stopped: asking whether it still owns the room");
    await askUntilDecided(this.#question, async () => {
      if (this.#state !== "asking") return false;
      const { answer, sent } = await confirmOwner(
        this.#question,
        name,
        epoch,
        () => this.#state === "asking",
      );
      // The room has ended here meanwhile.
      if (this.#state !== "asking") return false;
      if (answer === "lost") {
        this.#lose();
        return false;
      }
      if (answer !== "renewed" && answer !== "restored") return undefined;
      // The process has slept through the answer: it says nothing any more.
      if (elapsed(this.#clock, sent) >= ROOM_LEASE.quiet) return undefined;
      this.#state = "ours";
      this.writer.requestCheckpoint();
      return true;
    });
  }

  /**
   * Renews the lease by a write.
   * @returns undefined where it is not known to be written, or this process may not write
   */
  async #renewBy(write: (epoch: number, number: number) => Promise<Renewal>): Promise<Renewal | undefined> {
    if (!this.isSure) return undefined;
    const { room, epoch } = this.#of;
    const answer = await write(epoch, ++this.#writes).catch((err) => {
      // Redis is away. The next step tries again.
      this.#log.debug({ room, err }, "lease not renewed");
    });
    // The answer to a write of an earlier epoch, or to one that was sent before the room was handed over, says nothing.
    if (answer === undefined || this.#state === "over" || epoch !== this.#of.epoch) return undefined;
    if (answer === "lost") this.#lose();
    return answer;
  }

  #lose(): void {
    this.#state = "over";
    this.#events.onLost();
  }
}
