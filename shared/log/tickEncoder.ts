/**
 * Encodes what is applied to a match, tick by tick (ticks.ts). It allocates nothing for inputs, because there
 * is one for each player and tick.
 */
import type { Player } from "../rules.ts";
import { ByteWriter } from "./bytes.ts";
import type { WorldCommand } from "./command.ts";
import type { InputFields, InputStates } from "./inputFields.ts";
import type { Match, Recorder } from "./match.ts";
import { IDLED, OP, shapeAfter } from "./ticks.ts";
import { writeValue } from "./values.ts";
import { type FieldHashes, hashOf } from "./worldHash.ts";

export class TickEncoder implements Recorder {
  readonly #match: Match;
  readonly #fields: InputFields;
  readonly #out = new ByteWriter(4096);
  /** Inputs since the last step, grouped by player. */
  readonly #inputs = new ByteWriter(4096);
  /**
   * The roster, by place: players (undefined after they have left) and their latest inputs. The following
   * lists are by place, too.
   */
  #players: (Player | undefined)[] = [];
  readonly #states: InputStates;
  /** The expected byte of a player for a step, and its byte since the last step. */
  #expected = new Uint8Array(16);
  #shape = new Uint8Array(16);
  /** 1: some input of this tick was not as expected. */
  #other = new Uint8Array(16);
  /** Position of the player's inputs of this tick in `#inputs`. */
  #from = new Int32Array(16);
  #to = new Int32Array(16);
  /** The place that was found last: a room usually visits its players in the order of the roster. */
  #cursor = 0;
  #pending = false;

  constructor(match: Match, fields: InputFields) {
    this.#match = match;
    this.#fields = fields;
    this.#states = fields.states();
    this.restart();
  }

  /** Number of bytes written and not yet taken. */
  get length(): number {
    return this.#out.length;
  }

  /** Rebuilds the roster from the players with a seat. Call it at each checkpoint, between two ticks. */
  restart(): void {
    this.#players = [];
    this.#states.clear();
    for (const player of this.#match.seated.values()) this.#add(player);
    this.#cursor = 0;
  }

  /** @returns all bytes since the last call */
  take(): Uint8Array<ArrayBuffer> {
    return this.#out.take();
  }

  command(command: WorldCommand, failed: boolean): void {
    if (this.#pending) this.#flush(OP.inputs);
    this.#out.u8(failed ? OP.failedCommand : OP.command);
    writeValue(this.#out, command);
    if (command.type === "join") {
      const player = this.#match.seated.get(command.key);
      if (player !== undefined) this.#add(player);
    } else if (command.type === "leave") {
      const place = this.#players.findIndex((player) => player?.key === command.key);
      if (place < 0) return;
      this.#players[place] = undefined;
      this.#expected[place] = 0;
    }
  }

  given(player: Player, input: unknown): void {
    const place = this.#find(player);
    if (this.#shape[place] === 0) this.#from[place] = this.#inputs.length;
    if (!this.#fields.write(this.#inputs, input as object, this.#states, place)) this.#other[place] = 1;
    this.#to[place] = this.#inputs.length;
    this.#shape[place]!++;
    this.#pending = true;
  }

  idled(player: Player): void {
    this.#shape[this.#find(player)]! |= IDLED;
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
    const { length } = this.#players;
    const bits = out.skip((length + 7) >> 3);
    for (let i = 0; i < length; i++) {
      const shape = this.#shape[i]!;
      if (shape !== this.#expected[i] || this.#other[i] === 1) {
        out.mark(bits + (i >> 3), 1 << (i & 7));
        out.u8(shape);
        if ((shape & ~IDLED) > 0) out.copy(inputs, this.#from[i]!, this.#to[i]!);
      }
      this.#expected[i] = shapeAfter(shape);
    }
    this.#shape.fill(0, 0, length);
    this.#other.fill(0, 0, length);
    inputs.length = 0;
    this.#pending = false;
  }

  /** @throws when the player has no seat, because the log would lack its inputs */
  #find(player: Player): number {
    const { length } = this.#players;
    for (let tries = length; tries > 0; tries--) {
      if (this.#players[this.#cursor] === player) return this.#cursor;
      this.#cursor = this.#cursor + 1 < length ? this.#cursor + 1 : 0;
    }
    throw new Error(`${player.key} has no seat, but gave an input`);
  }

  #add(player: Player): void {
    const place = this.#players.push(player) - 1;
    this.#states.add();
    if (place === this.#shape.length) this.#grow();
    this.#expected[place] = this.#shape[place] = this.#other[place] = 0;
  }

  #grow(): void {
    const grown = <T extends Uint8Array | Int32Array>(list: T, larger: T): T => {
      larger.set(list);
      return larger;
    };
    const length = this.#shape.length * 2;
    this.#expected = grown(this.#expected, new Uint8Array(length));
    this.#shape = grown(this.#shape, new Uint8Array(length));
    this.#other = grown(this.#other, new Uint8Array(length));
    this.#from = grown(this.#from, new Int32Array(length));
    this.#to = grown(this.#to, new Int32Array(length));
  }
}
