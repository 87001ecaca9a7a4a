/**
 * A match: a world and its rules. Everything that changes the world goes through here, in a room as in a replay, and each recorder
 * is told of it as it is applied:
 *
 *   room ────┐                               ┌──▶ world
 *            ├─▶ apply · give · idle · step ─┤
 *   replay ──┘                               └──▶ recorders
 */
import type { GameWorld, Player, Rules } from "../rules.ts";
import { applyCommand, type WorldCommand } from "./command.ts";

/** Is told what was applied to a match, right after it was. It throws nothing, and changes nothing. */
export interface Recorder {
  /** @param failed the rules have thrown: what they did before is done */
  command(command: WorldCommand, failed: boolean): void;
  /** @param input is reused: copy it */
  given(player: Player, input: unknown): void;
  idled(player: Player): void;
  /** The step that the inputs so far were for is over. */
  stepped(failed: boolean): void;
}

export class Match<World extends GameWorld = GameWorld> {
  readonly rules: Rules<World>;
  readonly world: World;
  /** Players with a seat, by key, in the order in which they joined. */
  readonly seated = new Map<string, Player>();
  readonly #recorders: Recorder[] = [];

  /** @param seated keys of the players of a restored world, in the order of their seats */
  constructor(rules: Rules<World>, world: World, seated: Iterable<string> = []) {
    this.rules = rules;
    this.world = world;
    for (const key of seated) this.#seat(key);
  }

  record(recorder: Recorder): void {
    this.#recorders.push(recorder);
  }

  /** @throws what the rules throw */
  apply(command: WorldCommand): void {
    let failed = true;
    try {
      applyCommand(this.rules, this.world, command);
      failed = false;
    } finally {
      if (command.type === "join") this.#seat(command.key);
      else if (command.type === "leave") this.seated.delete(command.key);
      for (const recorder of this.#recorders) recorder.command(command, failed);
    }
  }

  /** Queues an input of a player that has a seat; see `Rules.give`. (Not a method: it is handed on by itself.) */
  give = (player: Player, input: unknown): void => {
    this.rules.give(player, input);
    for (let i = 0; i < this.#recorders.length; i++) this.#recorders[i]!.given(player, input);
  };

  /** See `Rules.idle`. */
  idle = (player: Player): void => {
    this.rules.idle(player);
    for (let i = 0; i < this.#recorders.length; i++) this.#recorders[i]!.idled(player);
  };

  /** @throws what the rules throw */
  step(): void {
    let failed = true;
    try {
      this.rules.step(this.world);
      failed = false;
    } finally {
      for (const recorder of this.#recorders) recorder.stepped(failed);
    }
  }

  #seat(key: string): void {
    const player = this.rules.players(this.world).get(key);
    if (player !== undefined) this.seated.set(key, player);
  }
}
