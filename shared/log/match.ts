/**
 * A match: a world and its rules. In a room and in a replay, every change of the world is made here, and
 * reported to each recorder when it is applied:
 *
 *   room ────┐                               ┌──▶ world
 *            ├─▶ apply · give · idle · step ─┤
 *   replay ──┘                               └──▶ recorders
 */
import type { GameWorld, Player, Rules } from "../rules.ts";
import { applyCommand, type WorldCommand } from "./command.ts";

/** Receives what was applied to a match, immediately afterwards. It must not throw or change the match. */
export interface Recorder {
  /** @param failed the rules threw; what they had changed before remains */
  command(command: WorldCommand, failed: boolean): void;
  /** @param input is reused: copy it */
  given(player: Player, input: unknown): void;
  idled(player: Player): void;
  /** The step that used the inputs received so far is complete. */
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

  /** @throws errors of the rules */
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

  /**
   * Queues an input of a player with a seat; see `Rules.give`. (A property and not a method, because it is
   * passed as a function.)
   */
  give = (player: Player, input: unknown): void => {
    this.rules.give(player, input);
    for (let i = 0; i < this.#recorders.length; i++) this.#recorders[i]!.given(player, input);
  };

  /** See `Rules.idle`. */
  idle = (player: Player): void => {
    this.rules.idle(player);
    for (let i = 0; i < this.#recorders.length; i++) this.#recorders[i]!.idled(player);
  };

  /** @throws errors of the rules */
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
