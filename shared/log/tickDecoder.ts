/** Applies the operations of a segment of ticks (ticks.ts) to a match, one by one. */
import type { Player } from "../rules.ts";
import { BadLog, ByteReader } from "./bytes.ts";
import type { WorldCommand } from "./command.ts";
import type { InputFields, InputStates } from "./inputFields.ts";
import type { Match } from "./match.ts";
import { IDLED, OP, shapeAfter } from "./ticks.ts";
import { readValue } from "./values.ts";

export type Applied =
  /** `differs`: the rules threw either in the room or here, but not in both. */
  | { readonly type: "step"; readonly fault?: string; readonly differs?: boolean }
  | { readonly type: "inputs" }
  | {
      readonly type: "command";
      readonly command: WorldCommand;
      readonly fault?: string;
      readonly differs?: boolean;
    }
  /** @see TickEncoder.hash */
  | { readonly type: "hash"; readonly whole: number; readonly fields: Uint8Array };

interface Row {
  /** Undefined after the player has left. */
  player: Player | undefined;
  expected: number;
}

export class TickDecoder {
  readonly #match: Match;
  readonly #fields: InputFields;
  readonly #input = {};
  readonly #states: InputStates;
  #roster: Row[] = [];
  #from = new ByteReader(new Uint8Array());

  /** Starts at a checkpoint. */
  constructor(match: Match, fields: InputFields) {
    this.#match = match;
    this.#fields = fields;
    this.#states = fields.states();
    this.restart();
  }

  /** Call it where the log has a checkpoint: the roster is rebuilt there. */
  restart(): void {
    this.#roster = [];
    this.#states.clear();
    for (const player of this.#match.seated.values()) this.#add(player);
  }

  /** @param segment the next segment to apply */
  load(segment: Uint8Array): void {
    this.#from = new ByteReader(segment);
  }

  /**
   * Applies the next operation.
   * @returns what was applied; undefined at the end of the segment
   * @throws BadLog
   */
  next(): Applied | undefined {
    const from = this.#from;
    if (from.left === 0) return undefined;
    const op = from.u8();
    switch (op) {
      case OP.step:
      case OP.failedStep:
        this.#inputs();
        return { type: "step", ...faultOf(() => this.#match.step(), op === OP.failedStep) };
      case OP.inputs:
        this.#inputs();
        return { type: "inputs" };
      case OP.command:
      case OP.failedCommand:
        return this.#command(readValue(from) as WorldCommand, op === OP.failedCommand);
      case OP.hash:
        return { type: "hash", whole: from.u32(), fields: from.raw(from.varint()) };
      default:
        throw new BadLog(`an operation of an unknown sort, ${op}`);
    }
  }

  #command(command: WorldCommand, failed: boolean): Applied {
    if (typeof command?.type !== "string") throw new BadLog("a command of an unknown sort");
    const fault = faultOf(() => this.#match.apply(command), failed);
    if (command.type === "join") {
      const player = this.#match.seated.get(command.key);
      if (player !== undefined) this.#add(player);
    } else if (command.type === "leave") {
      const row = this.#roster.find(({ player }) => player?.key === command.key);
      if (row !== undefined) {
        row.player = undefined;
        row.expected = 0;
      }
    }
    return { type: "command", command, ...fault };
  }

  #inputs(): void {
    const from = this.#from;
    const bits = from.raw((this.#roster.length + 7) >> 3);
    for (let i = 0; i < this.#roster.length; i++) {
      const row = this.#roster[i]!;
      const isOther = (bits[i >> 3]! & (1 << (i & 7))) !== 0;
      const shape = isOther ? from.u8() : row.expected;
      row.expected = shapeAfter(shape);
      if (shape === 0) continue;
      if (row.player === undefined) throw new BadLog("the log has an input of a player after its leave");
      for (let count = shape & ~IDLED; count > 0; count--) {
        this.#fields.read(from, !isOther, this.#states, i, this.#input);
        this.#match.give(row.player, this.#input);
      }
      if (shape & IDLED) this.#match.idle(row.player);
    }
  }

  #add(player: Player): void {
    this.#roster.push({ player, expected: 0 });
    this.#states.add();
  }
}

/** Compares errors of the rules in the room and here. @returns the report; undefined when neither threw */
function faultOf(act: () => void, failed: boolean): { fault?: string; differs?: boolean } {
  try {
    act();
  } catch (error) {
    const { message } = error as Error;
    return failed
      ? { fault: `failed as in the room: ${message}` }
      : { fault: `fails, but did not in the room: ${message}`, differs: true };
  }
  return failed ? { fault: "failed in the room, but not here", differs: true } : {};
}
