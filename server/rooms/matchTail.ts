/**
 * Records what changes a match after its latest checkpoint, for the tail that a takeover replays
 * (server/cluster/tail.ts). An error while recording ends the tail, never the match: from then on a takeover
 * restores a checkpoint alone.
 */
import type { WorldCommand } from "../../shared/log/command.ts";
import type { InputFields } from "../../shared/log/inputFields.ts";
import type { Match, Recorder } from "../../shared/log/match.ts";
import { TickEncoder } from "../../shared/log/tickEncoder.ts";
import { encodePart, type TailPart, tailFormat } from "../cluster/tail.ts";
import type { Player } from "../game.ts";

/** Limit of a part, bytes. A part grows this large only while no step is written. */
const LARGEST_PART = 256 * 1024;

export class MatchTail implements Recorder {
  /** See `tailFormat`. */
  readonly format: string;
  readonly #match: Match;
  readonly #encoder: TickEncoder;
  readonly #onFault: (fault: unknown) => void;
  /** Whether everything since the latest checkpoint is recorded. */
  #isOn = false;

  /**
   * Starts at the next checkpoint. @param onFault recording has failed, and restarts at the next checkpoint
   */
  constructor(match: Match, fields: InputFields, onFault: (fault: unknown) => void) {
    this.format = tailFormat(fields);
    this.#match = match;
    this.#encoder = new TickEncoder(match, fields);
    this.#onFault = onFault;
  }

  /** A checkpoint of the present match is taken. Must be called between two ticks. */
  restart(): void {
    this.#encoder.take();
    this.#encoder.restart();
    this.#isOn = true;
  }

  /**
   * @param room other changes of the room since the last call, or since the checkpoint
   * @returns all changes since then; undefined when they are not known
   */
  take(room: () => Omit<TailPart, "tick" | "operations">): Buffer | undefined {
    if (!this.#isOn) return undefined;
    try {
      const { tick } = this.#match.world;
      return encodePart({ tick, operations: this.#encoder.take(), ...room() });
    } catch (fault) {
      this.#fail(fault);
      return undefined;
    }
  }

  command(command: WorldCommand, failed: boolean): void {
    if (!this.#isOn) return;
    try {
      this.#encoder.command(command, failed);
    } catch (fault) {
      this.#fail(fault);
    }
    if (this.#encoder.length > LARGEST_PART) this.#end();
  }

  given(player: Player, input: unknown): void {
    if (!this.#isOn) return;
    try {
      this.#encoder.given(player, input);
    } catch (fault) {
      this.#fail(fault);
    }
  }

  idled(player: Player): void {
    if (!this.#isOn) return;
    try {
      this.#encoder.idled(player);
    } catch (fault) {
      this.#fail(fault);
    }
  }

  stepped(failed: boolean): void {
    if (!this.#isOn) return;
    try {
      this.#encoder.stepped(failed);
    } catch (fault) {
      this.#fail(fault);
    }
    if (this.#encoder.length > LARGEST_PART) this.#end();
  }

  #fail(fault: unknown): void {
    this.#end();
    this.#onFault(fault);
  }

  #end(): void {
    this.#isOn = false;
    this.#encoder.take();
  }
}
