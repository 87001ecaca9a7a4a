/**
 * Writes a match to Redis: a checkpoint every second, and after each step in between what the step changed,
 * as a part of the tail of the checkpoint. No step waits for Redis.
 *
 *   checkpoint ─▶ tail tail tail … ─▶ checkpoint ─▶ tail …
 *       ▲                        └── Redis lacks a part, or the tail is too long: a checkpoint follows
 */
import { performance } from "node:perf_hooks";
import { ticks } from "../../shared/tick.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { Renewal, Write } from "./ledger.ts";

/**
 * Time between checkpoints, ticks, counted from the first step: a takeover repeats that many steps at most.
 */
const EVERY = ticks(1);
/** The same without a tail, ticks: a crash costs that much play at most. Each checkpoint renews the lease. */
const EVERY_WITHOUT_TAIL = ticks(0.2);
/**
 * After this number of steps, or this time, ms, a restored match counts as played: it got past what may have
 * broken its last owner. A process that is short of CPU makes fewer steps in that time.
 */
const PLAYED = { steps: ticks(1), ms: 1000 } as const;
/**
 * Most checkpoints, and parts of a tail, that are unanswered at the same time. A slow answer does not delay
 * the next write, and what was sent survives the death of this process. A write that is not answered in time
 * fails (see redis.ts), so writes do not pile up.
 */
const UNDER_WAY = { checkpoints: 3, parts: ticks(0.5) } as const;
/** A tail that is longer than this, bytes, is replaced by a checkpoint. */
const LONGEST_TAIL = 256 * 1024;

export interface CheckpointPorts {
  /** See `Clock`. */
  now(): number;
  /** The room as it is between two ticks. A tail begins here. */
  checkpoint(): Buffer;
  /**
   * @returns what has changed since the checkpoint, or since the last call; undefined when that is not known
   */
  tail(): Buffer | undefined;
  /** @returns undefined where it is not known to be written. Never rejects */
  write(what: Write): Promise<Renewal | undefined>;
  /** The same for a part of the tail. */
  append(tail: Buffer): Promise<Renewal | undefined>;
}

export class CheckpointWriter {
  readonly #ports: CheckpointPorts;
  readonly #metrics: Pick<Telemetry["metrics"], "checkpointSeconds" | "recoveryBytes">;
  #due = 0;
  #steps = 0;
  /** Tick before the first step, and when that step was made, ms. */
  #first = 0;
  #began = 0;
  #isPlayed = false;
  /** Whether Redis knows that. */
  #played = false;
  /** Checkpoints so far, and the tick of the latest. */
  #checkpoints = 0;
  #latest = 0;
  /** Whether a tail follows the latest checkpoint, and its length, bytes. */
  #hasTail = false;
  #length = 0;
  /** Unanswered writes. */
  #writing = { checkpoints: 0, parts: 0 };

  constructor(
    ports: CheckpointPorts,
    metrics: Pick<Telemetry["metrics"], "checkpointSeconds" | "recoveryBytes">,
  ) {
    this.#ports = ports;
    this.#metrics = metrics;
  }

  /** Whether no step has been written yet. */
  get isUnplayed(): boolean {
    return this.#steps === 0;
  }

  /** Whether a tail follows the latest checkpoint: then the next step writes what has changed. */
  get hasTail(): boolean {
    return this.#hasTail;
  }

  /** The next step writes a checkpoint. */
  requestCheckpoint(): void {
    this.#due = 0;
  }

  /** Writes what a step changed. Call it before the patch is sent: then Redis gets first what players see. */
  step(tick: number): void {
    if (this.#steps++ === 0) [this.#first, this.#began] = [tick - 1, this.#ports.now()];
    if (!this.#isPlayed) this.#notePlayed();
    if (tick >= this.#due && this.#writing.checkpoints < UNDER_WAY.checkpoints) this.#writeCheckpoint(tick);
    else if (this.#hasTail) this.#append();
  }

  #notePlayed(): void {
    const { steps, ms } = PLAYED;
    if (this.#steps < steps && this.#ports.now() - this.#began < ms) return;
    this.#isPlayed = true;
    this.requestCheckpoint();
  }

  #writeCheckpoint(tick: number): void {
    const started = performance.now();
    const checkpoint = this.#ports.checkpoint();
    this.#metrics.checkpointSeconds.observe((performance.now() - started) / 1000);
    this.#metrics.recoveryBytes.inc({ kind: "checkpoint" }, checkpoint.length);
    // At the same ticks as segments of the match log, so that a log that a kill cuts off ends where the next
    // one begins.
    this.#due = tick + EVERY - ((tick - this.#first) % EVERY);
    this.#latest = tick;
    this.#hasTail = this.#writing.parts < UNDER_WAY.parts;
    if (!this.#hasTail) this.#endTail();
    this.#length = 0;
    const number = ++this.#checkpoints;
    const played = this.#isPlayed && !this.#played;
    this.#writing.checkpoints++;
    void this.#ports.write({ checkpoint, ...(played && { played }) }).then((answer) => {
      this.#writing.checkpoints--;
      if (answer === undefined || answer === "lost") return this.#lost(number);
      this.#played ||= played;
    });
  }

  #append(): void {
    const part = this.#writing.parts < UNDER_WAY.parts ? this.#ports.tail() : undefined;
    if (part === undefined) {
      this.#endTail();
      return;
    }
    this.#metrics.recoveryBytes.inc({ kind: "tail" }, part.length);
    this.#length += part.length;
    if (this.#length > LONGEST_TAIL) this.#due = 0;
    const number = this.#checkpoints;
    this.#writing.parts++;
    void this.#ports.append(part).then((answer) => {
      this.#writing.parts--;
      if (answer !== "renewed") this.#lost(number);
    });
  }

  /**
   * Redis may lack a write.
   * @param number of the checkpoint that it belongs to; a later checkpoint contains it anyway
   */
  #lost(number: number): void {
    if (number === this.#checkpoints) this.#endTail();
  }

  /** From now on only checkpoints are written, until a tail follows one of them again. */
  #endTail(): void {
    this.#hasTail = false;
    this.#due = Math.min(this.#due, this.#latest + EVERY_WITHOUT_TAIL);
  }
}
