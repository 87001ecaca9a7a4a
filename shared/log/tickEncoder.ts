/** Writes what is applied to a match, tick by tick: see ticks.ts. It makes no objects for inputs, since every player of a room has one. */
import type { Player } from "../rules.ts";
import { ByteWriter } from "./bytes.ts";
import type { WorldCommand } from "./command.ts";
import type { InputFields, InputState } from "./inputFields.ts";
import type { Match, Recorder } from "./match.ts";
import { IDLED, OP, shapeAfter } from "./ticks.ts";
import { writeValue } from "./values.ts";
import { type FieldHashes, hashOf } from "./worldHash.ts";

/** A player of the roster. */
interface Row {
  /** Undefined once it has left. */
  player: Player | undefined;
  readonly state: InputState;
  /** What it is expected to do in a step, and what it has done since the last one. */
  expected: number;
  shape: number;
  /** Where its inputs of this tick stand among the bytes below, and whether each was as expected. */
  from: number;
  to: number;
  plain: boolean;
}

export class TickEncoder implements Recorder {
  readonly #match: Match;
  readonly #fields: InputFields;
  readonly #out = new ByteWriter(4096);
  /** Inputs of the players since the last step, one player's after the other's. */
  readonly #inputs = new ByteWriter(4096);
  #roster: Row[] = [];
  /** The row that was looked for last: a room goes through its players in the order of the roster. */
  #cursor = 0;
  #pending = false;

  constructor(match: Match, fields: InputFields) {
    this.#match = match;
    this.#fields = fields;
    this.restart();
  }

  /** Bytes written and not taken yet. */
  get length(): number {
    return this.#out.length;
  }

  /** Makes a roster of those who have a seat now. To be called where a checkpoint is, between two ticks. */
  restart(): void {
    this.#roster = [...this.#match.seated.values()].map((player) => this.#rowOf(player));
    this.#cursor = 0;
  }

  /** @returns all that was written since the last call */
  take(): Uint8Array<ArrayBuffer> {
    return this.#out.take();
  }

  command(command: WorldCommand, failed: boolean): void {
    if (this.#pending) this.#flush(OP.inputs);
    this.#out.u8(failed ? OP.failedCommand : OP.command);
    writeValue(this.#out, command);
    if (command.type === "join") {
      const player = this.#match.seated.get(command.key);
      if (player !== undefined) this.#roster.push(this.#rowOf(player));
    } else if (command.type === "leave") {
      const row = this.#roster.find(({ player }) => player?.key === command.key);
      if (row !== undefined) {
        row.player = undefined;
        row.expected = 0;
      }
    }
  }

  given(player: Player, input: unknown): void {
    const row = this.#find(player);
    if (row.shape === 0) row.from = this.#inputs.length;
    if (!this.#fields.write(this.#inputs, input as object, row.state)) row.plain = false;
    row.to = this.#inputs.length;
    row.shape++;
    this.#pending = true;
  }

  idled(player: Player): void {
    this.#find(player).shape |= IDLED;
    this.#pending = true;
  }

  stepped(failed: boolean): void {
    this.#flush(failed ? OP.failedStep : OP.step);
  }

  hash(hashes: FieldHashes): void {
    const out = this.#out;
    out.u8(OP.hash);
    out.u32(hashOf(hashes));
    out.varint(hashes.hashes.length);
    for (const one of hashes.hashes) out.u8(one >>> 24);
  }

  #flush(op: number): void {
    const [out, inputs] = [this.#out, this.#inputs];
    out.u8(op);
    const roster = this.#roster;
    const bits = out.skip((roster.length + 7) >> 3);
    for (let i = 0; i < roster.length; i++) {
      const row = roster[i]!;
      if (row.shape !== row.expected || !row.plain) {
        out.mark(bits + (i >> 3), 1 << (i & 7));
        out.u8(row.shape);
        if ((row.shape & ~IDLED) > 0) out.raw(inputs.peek(row.from, row.to));
      }
      row.expected = shapeAfter(row.shape);
      row.shape = 0;
      row.plain = true;
    }
    inputs.length = 0;
    this.#pending = false;
  }

  /** @throws when the player has no seat: its inputs would be missing in the log */
  #find(player: Player): Row {
    const roster = this.#roster;
    for (let tries = roster.length; tries > 0; tries--) {
      const row = roster[this.#cursor];
      if (row?.player === player) return row;
      this.#cursor = this.#cursor + 1 < roster.length ? this.#cursor + 1 : 0;
    }
    throw new Error(`an input of ${player.key}, who has no seat`);
  }

  #rowOf = (player: Player): Row => ({
    player,
    state: this.#fields.fresh(),
    ...{ expected: 0, shape: 0, from: 0, to: 0, plain: true },
  });
}
