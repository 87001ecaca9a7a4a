/**
 * The contract of a game on the server: its rules (shared/rules.ts), and what a room needs in addition. A
 * room knows nothing else about the game.
 */
import { type CapacityVariable, type Game, type ListedGame, listed } from "../shared/game.ts";
import type { Recorder } from "../shared/log/match.ts";
import type { GameWorld, Player, Rules } from "../shared/rules.ts";
import type { InputCodec } from "./net/inputCodec.ts";
import type { Replication } from "./replication/interest.ts";

export type { Broadcaster, GameWorld, Place, Player, Rules, Storage } from "../shared/rules.ts";

/** The part of a room that an observer reads. */
export interface ObservedRoom {
  /**
   * @returns the latest round trip to a player, ms; undefined for pilots, absent players, and before the
   * first measurement
   */
  roundTrip(key: string): number | undefined;
}

/**
 * Observes a match without changing it, and answers its players' questions. Each room has its own. It is not
 * part of the world, so no checkpoint and no match log contains it, and a match that migrates starts with a
 * new one.
 */
export interface Observer extends Recorder {
  /** @param type of `Game.questions` @returns the answer, for the player that asks */
  answer(key: string, type: string, question: unknown): object;
}

/** Standing of a player at the end of a round. */
export interface Standing {
  /** Players of the same team win and lose together. */
  readonly team: string;
  /** The team with the higher value is better. */
  readonly standing: number;
}

/** The records that are kept of a game's players. */
export interface RecordRules<World extends GameWorld = GameWorld, P extends Player = Player> {
  /**
   * Figures with their labels: `{ kills: "Kills" }`. The first one ranks a round. Names consist of letters.
   */
  readonly figures: { readonly [name: string]: string };
  /**
   * Figures that are recorded only of a round in which another person has played, not only bots and pilots.
   */
  readonly againstPeople?: readonly string[];
  /**
   * @returns the number of the round, and whether it is over. A round that is over must stay over for at
   * least 2 s, with the same figures.
   */
  round(world: World): { readonly round: number; readonly isOver: boolean };
  /** @returns the player's figures in this round, as whole numbers from 0 */
  of(world: World, player: P): { readonly [figure: string]: number };
  /** Standing of the player at the end of a round. Absent: the game has no ratings. */
  standing?(world: World, player: P): Standing;
  /**
   * Standing of a player that leaves for good before the round is over; the round must then end within
   * moments. Absent, or undefined: no rating changes.
   */
  quitting?(world: World, player: P): Standing | undefined;
}

export interface GameServer<
  World extends GameWorld = GameWorld,
  P extends Player = Player,
  Input = unknown,
  Settings = unknown,
> extends Rules<World, P, Input, Settings> {
  readonly game: Game<Settings>;
  /** Decodes the inputs that `game.input` describes. */
  readonly inputs: InputCodec<Input>;
  readonly replication: Replication<World>;

  /** Absent: the game's players have no records. */
  readonly records?: RecordRules<World, P>;

  /** Whether the player may spectate from another entity now. */
  mayWatch(player: P): boolean;
  /**
   * Chat, emotes and unnumbered messages reach players within this distance, units along each axis; Infinity:
   * all players.
   */
  broadcastRadius(world: World): number;
  /**
   * Seats of a room with this world, because a match may migrate to a process with another capacity. Absent:
   * the mode's capacity.
   */
  capacity?(world: World): number;
  /**
   * Required by modes with `bySkill`.
   * @returns how long the only player has waited for an opponent, ticks; undefined while the match admits no
   * player
   */
  waits?(world: World): number | undefined;
  /** The part of the match that operators see. */
  progress(world: World): { round: number; phase: string };
  /** Required by games with questions. Called once for each room, before the first step. */
  observe?(world: World, room: ObservedRoom): Observer;
}

/**
 * @param capacities by environment variable
 * @returns the games with rooms of these capacities
 */
export function withCapacities(
  games: readonly GameServer[],
  capacities: { readonly [variable in CapacityVariable]: number },
): readonly GameServer[] {
  return games.map((server) => {
    const modes = Object.entries(server.game.modes).map(([room, mode]) => {
      if (mode.capacityFrom === undefined) return [room, mode] as const;
      const capacity = capacities[mode.capacityFrom.variable];
      if (capacity === mode.capacity) return [room, mode] as const;
      return [room, { ...mode, capacity, settings: mode.capacityFrom.settings(capacity) }] as const;
    });
    return { ...server, game: { ...server.game, modes: Object.fromEntries(modes) } };
  });
}

/** @returns the names of all rooms of these games @throws when two games have rooms of the same name */
export function roomNamesOf(games: readonly GameServer[]): string[] {
  const owners = new Map<string, string>();
  for (const { game } of games)
    for (const room of Object.keys(game.modes)) {
      const owner = owners.get(room);
      if (owner !== undefined) throw new Error(`${owner} and ${game.name} both have rooms called "${room}"`);
      owners.set(room, game.name);
    }
  return [...owners.keys()];
}

/** A requested game does not exist. */
export class UnknownGame extends Error {}

/** @param names absent: all @returns the games in the order of the names @throws UnknownGame */
export function gamesNamed(
  games: readonly GameServer[],
  names: readonly string[] | undefined,
): readonly GameServer[] {
  if (names === undefined) return games;
  return [...new Set(names)].map((name) => {
    const found = games.find(({ game }) => game.name === name);
    if (found !== undefined) return found;
    const known = games.map(({ game }) => game.name).join(", ");
    throw new UnknownGame(`GAMES "${name}": there is no such game; there are ${known}`);
  });
}

/** The list of the server's games for pages. */
export const gameList = (games: readonly GameServer[]): ListedGame[] => games.map(({ game }) => listed(game));
