/**
 * The rules of a game: a world, and all functions that may change it. They are pure and deterministic: a
 * world is plain data, and the same calls in the same order make the same world, bit for bit, in every
 * process and in a browser.
 *
 *   join, leave, drop, back ─┐
 *   message ─────────────────┼─▶ world ──step──▶ world ──tell──▶ messages
 *   input, idle ─────────────┘
 *
 * The engine calls functions that change a world only through `Match` (shared/log/match.ts).
 */
import type { Game } from "./game.ts";
import type { NoticeCode } from "./protocol.ts";

/** The part of a world that the engine reads. */
export interface GameWorld {
  /** Steps since the match began. */
  readonly tick: number;
}

/** A place in the world, units. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The part of a player's entity that the engine reads. */
export interface Player extends Place {
  /** The player's session id. Other entities of the same map (pilots) have keys that no session id equals. */
  readonly key: string;
  readonly name: string;
  /** The connection is lost; the seat is kept. Set by `drop`, `migrate` and `back`. */
  readonly away: boolean;
  readonly score: number;
}

/** Sends messages to the players of a room. */
export interface Broadcaster {
  /**
   * Sends a notice to all players. An absent player receives it on return.
   * @param text English
   * @param code for clients that have the text in other languages, too: see `GamePage.notices`
   */
  announce(text: string, code?: NoticeCode): void;
  /** Sends an unreliable message to players within the broadcast radius: an absent player misses it. */
  sendAround(at: Place, type: string, message: object): void;
  /** Sends an unreliable message to one player. */
  sendTo(key: string, type: string, message: object): void;
  /** Counts a fault that no honest client causes, by a short reason, for metrics only. */
  count(reason: string): void;
}

/** Converts a world to data that can be stored, and back. */
export interface Storage<World> {
  /** @returns plain data: objects, lists, maps and typed arrays; it may share parts with the world */
  save(world: World): unknown;
  /**
   * Checks saved data without running code of the game.
   * @throws UnreadableCheckpoint when another version saved it with a layout that this version cannot read.
   * Absent: only the version of the game is compared.
   */
  check?(saved: unknown): void;
  /** @param saved becomes part of the world @throws when the data does not have the layout of this version */
  restore(saved: unknown): World;
}

/**
 * @template World the whole state of a match
 * @template P a player's entity
 * @template Input the input of a player for one step, with every field within its domain
 */
export interface Rules<
  World extends GameWorld = GameWorld,
  P extends Player = Player,
  Input = unknown,
  Settings = unknown,
> {
  readonly game: Game<Settings>;
  readonly storage: Storage<World>;

  /** @param seed 0…2³²−1 @returns a world without players */
  create(settings: Settings, seed: number): World;

  /** The players' entities, and those that the server steers, by key. */
  players(world: World): ReadonlyMap<string, P>;
  /**
   * Adds a player, whose entity is then in `players`.
   * @param key of the entity: the player's session id
   * @param name 1–16 visible characters, not unique
   * @param bot the player is a bot by its own account
   * @param skill in a mode with `bySkill`: 1000 is a new player
   * @returns the entity. When this throws, the client is refused.
   */
  join(world: World, key: string, name: string, bot?: boolean, skill?: number): P;
  /** Removes a player, whose entity is then no longer in `players`. */
  leave(world: World, key: string): void;
  /** The player's connection is lost; the entity stays while the seat is kept. */
  drop(world: World, player: P): void;
  /** The player's connection is lost because the match has migrated. */
  migrate(world: World, player: P): void;
  /** The player is connected again. */
  back(world: World, player: P): void;

  /**
   * Queues an input for the next step; called at most `INPUT.perTick` times a step. `input` is reused: copy
   * it.
   */
  give(player: P, input: Input): void;
  /** Queues a neutral input. */
  idle(player: P): void;
  /**
   * Handles a message of `game.messages`, which its schema has checked. It arrives between two steps: what it
   * causes is told after the next one.
   * @param type one of `game.messages`
   */
  receive(world: World, player: P, type: string, message: unknown): void;

  /**
   * Advances the world by one tick. When it throws, the error is logged, what it had changed before remains,
   * and the next step follows; 3 s of steps that all throw end the match (SV10).
   */
  step(world: World): void;
  /**
   * Sends messages about the events of the latest step. Must not change the world, because not every replay
   * calls it.
   */
  tell(world: World, to: Broadcaster): void;
}
