/**
 * Writes what a match has become: a whole checkpoint five times a second, and scores in the step that changes them. No step
 * waits for Redis.
 */
import { performance } from "node:perf_hooks";
import { ticks } from "../../shared/tick.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { encodeScores } from "./checkpoint.ts";
import type { Renewal, Write } from "./ledger.ts";

/** A whole checkpoint this often, ticks: what a crash can cost. The lease is renewed with it. */
const EVERY = ticks(0.2);
/** Steps after which a match has been played on: it has left behind what was lost with its last owner, and what broke it. */
const PLAYED = ticks(1);
/**
 * Checkpoints under way at most. What was sent survives a kill, answered or not; a slow answer must not hold up the next.
 * One that is not answered in time is given up (see redis.ts), so that they do not pile up.
 */
const UNDER_WAY = 3;

/** What is read of a match at each step. */
export interface Scored {
  readonly tick: number;
  readonly players: ReadonlyMap<string, { readonly key: string; readonly score: number }>;
}

export interface CheckpointPorts {
  /** The room as it is between two ticks. */
  checkpoint(): Buffer;
  /** @returns undefined where it is not known to be written. Never rejects */
  write(what: Write): Promise<Renewal | undefined>;
}

export class CheckpointWriter {
  readonly #ports: CheckpointPorts;
  readonly #metrics: Pick<Telemetry["metrics"], "checkpointSeconds">;
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

  constructor(ports: CheckpointPorts, metrics: Pick<Telemetry["metrics"], "checkpointSeconds">) {
    this.#ports = ports;
    this.#metrics = metrics;
  }

  /** No step has been written yet. */
  get isUnplayed(): boolean {
    return this.#steps === 0;
  }

  /** The next step writes a checkpoint. */
  requestCheckpoint(): void {
    this.#due = 0;
  }

  /** Writes what a step changed. Call it before players are told of the step: then what they know is safe. */
  step(world: Scored): void {
    this.#steps++;
    const scored = this.#noteScores(world);
    if (world.tick >= this.#due && this.#writing < UNDER_WAY) this.#writeCheckpoint(world);
    else if (scored) this.#writeScores();
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

  #writeCheckpoint(world: Scored): void {
    this.#forgetGone(world);
    const started = performance.now();
    const checkpoint = this.#ports.checkpoint();
    this.#metrics.checkpointSeconds.observe((performance.now() - started) / 1000);
    this.#due = world.tick + EVERY;
    const saved = [...this.#unsaved];
    const played = !this.#played && this.#steps > PLAYED;
    this.#writing++;
    void this.#ports.write({ checkpoint, ...(played && { played }) }).then((answer) => {
      this.#writing--;
      if (answer === undefined || answer === "lost") return;
      this.#played ||= played;
      for (const [key, score] of saved) if (this.#unsaved.get(key) === score) this.#unsaved.delete(key);
    });
  }

  #writeScores(): void {
    void this.#ports.write({ scores: encodeScores(this.#unsaved) }).then((answer) => {
      if (answer === "restored") this.requestCheckpoint();
    });
  }
}
