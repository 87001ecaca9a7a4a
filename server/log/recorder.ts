/**
 * Records a match as segments of a log, about one a second. It runs within the room's step, so it reuses its
 * buffers and waits for nothing. A sink (segmentSink.ts) takes the segments.
 */
import type { WorldCommand } from "../../shared/log/command.ts";
import { bodyOf, type CheckpointBody, type EndReason, SEGMENT } from "../../shared/log/format.ts";
import type { InputFields } from "../../shared/log/inputFields.ts";
import type { Match, Recorder } from "../../shared/log/match.ts";
import { TickEncoder } from "../../shared/log/tickEncoder.ts";
import { CHECKPOINT_EVERY, HASH_EVERY, type ReplayedTicks } from "../../shared/log/ticks.ts";
import { fieldHashes } from "../../shared/log/worldHash.ts";
import type { Player } from "../game.ts";
import { type SegmentSink, SINK } from "./segmentSink.ts";

export class MatchRecorder implements Recorder {
  readonly #match: Match;
  readonly #encoder: TickEncoder;
  readonly #sink: SegmentSink;
  readonly #onFault: (fault: unknown) => void;
  /** `paused`: the sink refuses segments. `over`: recording has ended. */
  #state: "on" | "paused" | "over" = "on";
  /**
   * Number of steps in the present segment, the tick before its first step, and number of steps since the
   * latest checkpoint.
   */
  #steps = 0;
  #from: number;
  #sinceCheckpoint = 0;

  /**
   * Starts with a checkpoint of the present match.
   * @param onFault recording cannot continue; the match is not affected
   * @param replayed steps that come first
   */
  constructor(
    match: Match,
    fields: InputFields,
    sink: SegmentSink,
    onFault: (fault: unknown) => void,
    replayed?: ReplayedTicks,
  ) {
    this.#match = match;
    this.#encoder = new TickEncoder(match, fields);
    this.#sink = sink;
    this.#onFault = onFault;
    this.#from = match.world.tick;
    for (const player of match.seated.values()) sink.joined(player);
    this.#guarded(() => {
      const saved = match.rules.storage.save(match.world);
      if (replayed !== undefined) this.#putReplayed(replayed, saved);
      this.#checkpoint(saved);
    });
  }

  command(command: WorldCommand, failed: boolean): void {
    if (command.type === "join") this.#sink.joined(command);
    if (this.#state === "on") this.#guarded(() => this.#encoder.command(command, failed));
  }

  given(player: Player, input: unknown): void {
    if (this.#state !== "on") return;
    try {
      this.#encoder.given(player, input);
    } catch (fault) {
      this.#giveUp(fault);
    }
  }

  idled(player: Player): void {
    if (this.#state !== "on") return;
    try {
      this.#encoder.idled(player);
    } catch (fault) {
      this.#giveUp(fault);
    }
  }

  stepped(failed: boolean): void {
    if (this.#state === "over") return;
    try {
      this.#steps++;
      this.#sinceCheckpoint++;
      if (this.#state === "on") this.#encoder.stepped(failed);
      // After a step that failed half-way the world may contain what no checkpoint stores.
      if (this.#steps >= HASH_EVERY && !failed) this.#cut();
    } catch (fault) {
      this.#giveUp(fault);
    }
  }

  /** The match ends here. */
  end(reason: EndReason): void {
    this.#guarded(() => {
      if (this.#state === "on" && this.#encoder.length > 0 && this.#sink.state === SINK.open)
        this.#putTicks();
      const { tick } = this.#match.world;
      this.#sink.put({ type: SEGMENT.end, from: tick, to: tick, body: bodyOf(reason) });
    });
    this.#state = "over";
  }

  /** Ends a segment, and starts the next. */
  #cut(): void {
    const { rules, world } = this.#match;
    if (this.#sink.state === SINK.full) {
      this.#encoder.take();
      this.#state = "paused";
      this.#steps = 0;
      return;
    }
    const saved = rules.storage.save(world);
    const goesOn = this.#state === "on" && this.#sink.state === SINK.open;
    if (goesOn) {
      this.#encoder.hash(fieldHashes(saved));
      this.#putTicks();
    }
    if (!goesOn || this.#sinceCheckpoint >= CHECKPOINT_EVERY) this.#checkpoint(saved);
    this.#state = "on";
    this.#steps = 0;
  }

  #putTicks(): void {
    const { tick } = this.#match.world;
    this.#sink.put({ type: SEGMENT.ticks, from: this.#from, to: tick, body: this.#encoder.take() });
    this.#from = tick;
  }

  /**
   * Adds the steps that the previous owner may not have written: from its checkpoint in Redis to the tick at
   * which the match continues.
   */
  #putReplayed({ from, seated, operations, world }: ReplayedTicks, now: unknown): void {
    this.#putCheckpoint(from, world(), seated);
    this.#encoder.hash(fieldHashes(now));
    const [hash, to] = [this.#encoder.take(), this.#match.world.tick];
    const body = new Uint8Array(operations.length + hash.length);
    body.set(operations);
    body.set(hash, operations.length);
    this.#sink.put({ type: SEGMENT.ticks, from, to, body });
  }

  #putCheckpoint(tick: number, world: unknown, seated: Iterable<string>): void {
    const body = bodyOf({ world, seated: [...seated] } satisfies CheckpointBody);
    this.#sink.put({ type: SEGMENT.checkpoint, from: tick, to: tick, body });
  }

  #checkpoint(world: unknown): void {
    const { seated, world: now } = this.#match;
    this.#putCheckpoint(now.tick, world, seated.keys());
    this.#encoder.take();
    this.#encoder.restart();
    this.#from = now.tick;
    this.#sinceCheckpoint = 0;
  }

  #guarded(work: () => void): void {
    if (this.#state === "over") return;
    try {
      work();
    } catch (fault) {
      this.#giveUp(fault);
    }
  }

  #giveUp(fault: unknown): void {
    this.#state = "over";
    this.#onFault(fault);
  }
}
