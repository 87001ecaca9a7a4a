/**
 * The rules of a game: a world, and everything that may change it. All of it is pure and deterministic: a world is plain data, and
 * the same calls in the same order make the same world, bit for bit, in every process and in a browser.
 *
 *   join, leave, drop, back ─┐
 *   message ─────────────────┼─▶ world ──step──▶ world ──tell──▶ messages
 *   input, idle ─────────────┘
 *
 * The engine calls what changes a world through `Match` (shared/log/match.ts) alone.
 */
import type { Game } from "./game.ts";

/** What the engine reads of a world. */
export interface GameWorld {
  /** Steps since the match began. */
  readonly tick: number;
}

/** A place in the world, units. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** What the engine reads of a player's entity. */
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
  /** Sends a notice to all players. It arrives: an absent player gets it on return. */
  announce(text: string): void;
  /** Sends a message of the moment within the broadcast radius; an absent player misses it. */
  sendAround(at: Place, type: string, message: object): void;
  /** Sends a message of the moment to one player. */
  sendTo(key: string, type: string, message: object): void;
  /** Counts something that an honest client does not send, by a short reason, for metrics only. */
  count(reason: string): void;
}

/** A world as data that can be stored. */
export interface Storage<World> {
  /** @returns plain data, lists, maps and typed arrays; it may share parts with the world */
  save(world: World): unknown;
  /**
   * Runs no code of the game.
   * @throws UnreadableCheckpoint when another version has saved it, in a way that this one does not read. Absent: only the version
   * of the game says so.
   */
  check?(saved: unknown): void;
  /** @param saved is used up. @throws when it is not what this version saves */
  restore(saved: unknown): World;
}

/**
 * @template World everything that a match is
 * @template P a player's entity
 * @template Input what a player flies in one step, checked and in range
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

  /** Entities that players, and pilots, fly, by key. */
  players(world: World): ReadonlyMap<string, P>;
  /**
   * Adds a player, in play at once. @param bot the player says that it is a bot
   * @param skill in a mode with `bySkill`: 1000 is a new player
   */
  join(world: World, key: string, name: string, bot?: boolean, skill?: number): P;
  leave(world: World, key: string): void;
  /** The connection is lost by the player's doing or its network's; the entity stays while the seat is kept. */
  drop(world: World, player: P): void;
  /** The connection is lost because the match goes on in another process. */
  migrate(world: World, player: P): void;
  /** The player is connected again. */
  back(world: World, player: P): void;

  /** Queues an input for the coming step; called at most `INPUT.perTick` times a step. `input` is reused: copy it. */
  give(player: P, input: Input): void;
  /** Queues a step without a hand on the controls. */
  idle(player: P): void;
  /** A message that `game.messages` describes, checked by its schema. */
  receive(world: World, player: P, type: string, message: unknown): void;

  /** Advances the world by one tick. */
  step(world: World): void;
  /** Tells what the latest step did. */
  tell(world: World, to: Broadcaster): void;
}
