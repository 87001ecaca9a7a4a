/**
 * The lease of an owner on its room: whether this process still owns it. Each write of the match
 * (checkpointWriter.ts) renews the lease.
 *
 *   ours ──slept──▶ asking ──Redis: still yours──▶ ours
 *    │                ├──Redis: another owner's──▶ over
 *    │                └──Redis has old data, and another process plays it under a later epoch──▶ over
 *    └──passed on, ended, a renewal refused──────▶ over
 *
 * While Redis is away an owner that runs plays on: it answers the probes of other processes, so none takes
 * the room over. An owner that was stopped may have missed probes, so it makes no step before Redis has
 * answered.
 */
import type { Telemetry } from "../ops/telemetry.ts";
import { CheckpointWriter } from "./checkpointWriter.ts";
import { askUntilDecided, confirmOwner, isNextForgotten, type OwnerQuestion } from "./confirmOwner.ts";
import type { Ledger, ProcessAddress, Renewal, Write } from "./ledger.ts";
import { type Clock, elapsed, type Moment, momentOf } from "./ports.ts";
import { releaseLease } from "./releaseLease.ts";
import { ROOM_LEASE } from "./roomLease.ts";

/**
 * Redis has not taken a write of the owner for this long, ms: another process may have taken the room over.
 */
const CUT_OFF = ROOM_LEASE.quiet + ROOM_LEASE.silent;

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
  /** Number of writes, under all epochs. */
  #writes = 0;
  #state: "ours" | "asking" | "over" = "ours";
  #awake: Moment;
  /** When Redis last confirmed that this process owns the room. */
  #confirmed: Moment;
  /** The pending check whether Redis has lost a later owner. */
  #forgetting: Promise<boolean> | undefined;

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
    this.#awake = this.#confirmed = momentOf(clock);
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

  /** Whether this process owns the room, as far as it knows. */
  get isSure(): boolean {
    return this.#state === "ours";
  }

  /**
   * Call it before each step and before its patch. After a stop (of the process, of the machine, or for a
   * long garbage collection) another process may have taken the room over: then no step is made and no patch
   * is sent until Redis has answered.
   */
  isOurs(): boolean {
    const slept = elapsed(this.#clock, this.#awake) > ROOM_LEASE.slept;
    this.#awake = momentOf(this.#clock);
    if (slept && this.#state === "ours") void this.#ask();
    return this.#state === "ours";
  }

  /**
   * Hands the room over to another process. From now on nothing is written here.
   * @returns false when another process owned it already
   * @throws when Redis does not answer: then the hand-over may have happened or not
   */
  async pass(target: ProcessAddress, checkpoint: Buffer): Promise<boolean> {
    this.#state = "over";
    const { room, name, epoch } = this.#of;
    return this.#ledger.pass(room, name, epoch, checkpoint, target);
  }

  /**
   * Takes back a room that was handed over, or may have been, and that the target process has not opened.
   * Asks until Redis answers; until then no step is made here. The epoch grows in any case, so that a
   * hand-over that Redis receives late is refused.
   * @returns false when another process owns it by now
   */
  async takeBack(): Promise<boolean> {
    const { room, name, epoch } = this.#of;
    return await askUntilDecided(this.#question, async () => {
      const sent = momentOf(this.#clock);
      const claim = await this.#ledger.takePassed(room, name, epoch + 1);
      const isOurs =
        claim.result === "won" ||
        // Redis has lost the record and the hand-over; this process has the match.
        claim.result === "none" ||
        // Redis has granted an earlier request, and its answer was lost.
        (claim.result === "held" && claim.owner === this.#ledger.self.id && claim.epoch > epoch + 1);
      if (isOurs) this.#keep(claim.epoch, sent);
      if (claim.result !== "unsettled") return isOurs;
      // Redis has lost the hand-over. After this renewal it refuses earlier owners that wake up.
      return (await this.#ledger.renew(room, name, epoch + 1, {})) === "lost" ? false : undefined;
    });
  }

  /** @param sent when Redis was asked. If this process was stopped while the answer came, it asks again. */
  #keep(epoch: number, sent: Moment): void {
    this.#of.epoch = epoch;
    this.#log.info({ room: this.#of.room, epoch, process: this.#ledger.self.id }, "room kept");
    this.#state = "ours";
    this.#confirmed = sent;
    this.writer.requestCheckpoint();
    if (elapsed(this.#clock, sent) >= ROOM_LEASE.quiet) void this.#ask();
  }

  /** The match has ended: see `releaseLease`. */
  async release(): Promise<void> {
    const isOurs = this.#state === "ours";
    this.#state = "over";
    if (!isOurs) return;
    const { room, epoch } = this.#of;
    await releaseLease(this.#ledger, room, epoch, this.#clock, this.#log);
  }

  /** Gives up the lease without telling Redis: the next owner may take the room over. */
  letGo(): void {
    this.#state = "over";
  }

  /** This process was stopped: asks until it is decided whether it still owns the room. */
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
      // The process was stopped while the answer came, so the answer may be outdated.
      if (elapsed(this.#clock, sent) >= ROOM_LEASE.quiet) return undefined;
      this.#state = "ours";
      this.#confirmed = sent;
      this.writer.requestCheckpoint();
      return true;
    });
  }

  /**
   * Renews the lease by a write.
   * @returns undefined when it is not known whether Redis has it, or this process may not write
   */
  async #renewBy(write: (epoch: number, number: number) => Promise<Renewal>): Promise<Renewal | undefined> {
    if (!this.isSure) return undefined;
    const { room, epoch } = this.#of;
    const answer = await this.#unlessForgotten(() => write(epoch, ++this.#writes)).catch((err) => {
      // Redis is away. The next step tries again.
      this.#log.debug({ room, err }, "lease not renewed");
    });
    // An answer to a write under an earlier epoch, or from before a hand-over, says nothing about now.
    if (answer === undefined || this.#state === "over" || epoch !== this.#of.epoch) return undefined;
    if (answer === "lost") this.#lose();
    else this.#confirmed = momentOf(this.#clock);
    return answer;
  }

  /** Writes, unless Redis would take the write only because it has lost a later owner. */
  async #unlessForgotten(write: () => Promise<Renewal>): Promise<Renewal> {
    if (elapsed(this.#clock, this.#confirmed) < CUT_OFF) return await write();
    const { epoch } = this.#of;
    this.#forgetting ??= isNextForgotten(this.#question, epoch).finally(() => {
      this.#forgetting = undefined;
    });
    if (await this.#forgetting) return "lost";
    if (!this.isSure || epoch !== this.#of.epoch) throw new Error("the lease has changed meanwhile");
    return await write();
  }

  #lose(): void {
    this.#state = "over";
    this.#events.onLost();
  }
}
