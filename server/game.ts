/** What a game is to the server: its rules (shared/rules.ts), and what a room needs besides. A room knows nothing else of it. */
import { type Game, type ListedGame, listed } from "../shared/game.ts";
import type { Recorder } from "../shared/log/match.ts";
import type { GameWorld, Player, Rules } from "../shared/rules.ts";
import type { InputCodec } from "./net/inputCodec.ts";
import type { Replication } from "./replication/interest.ts";

export type { Broadcaster, GameWorld, Place, Player, Rules, Storage } from "../shared/rules.ts";

/** What an observer reads of the room. */
export interface ObservedRoom {
  /** @returns the latest round trip to a player, ms; undefined for pilots, absent players, and before the first measurement */
  roundTrip(key: string): number | undefined;
}

/**
 * Follows a match without changing it, and answers what its players ask about it. Each room has its own; it is not part of the world,
 * so no checkpoint and no match log has it, and a match that moves starts with a new one.
 */
export interface Observer extends Recorder {
  /** @param type of `Game.questions` @returns the answer, for the player that asks */
  answer(key: string, type: string, question: unknown): object;
}

/** How a player stood at the end of a round. */
export interface Standing {
  /** Players of the same team win and lose together. */
  readonly team: string;
  /** The team with more is the better one. */
  readonly standing: number;
}

/** What records keep of the players of a game. */
export interface RecordRules<World extends GameWorld = GameWorld, P extends Player = Player> {
  /** Figures, by name, as people read them: `{ kills: "Kills" }`. The first one ranks a round. Names: letters. */
  readonly figures: { readonly [name: string]: string };
  /** Figures that count only in a round in which another person has played: what is won against bots and pilots alone is none. */
  readonly againstPeople?: readonly string[];
  /** @returns the number of the round, and whether it is over: that stays so for 2 s at least, with the same figures */
  round(world: World): { readonly round: number; readonly isOver: boolean };
  /** @returns what the player did in this round, as whole numbers from 0 */
  of(world: World, player: P): { readonly [figure: string]: number };
  /** How the player stands at the end of a round. Absent: the game has no ratings. */
  standing?(world: World, player: P): Standing;
  /**
   * How a player stands that leaves for good before the round is over. Absent, or undefined: that changes no rating. The round has to
   * be over a moment later.
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
  /** Reads what `game.input` describes. */
  readonly inputs: InputCodec<Input>;
  readonly replication: Replication<World>;

  /** Absent: nothing is kept of its players. */
  readonly records?: RecordRules<World, P>;

  /** Whether the player may look from another's entity now. */
  mayWatch(player: P): boolean;
  /** Chat, emotes and messages of the moment reach players this far away, units along each axis; Infinity: all players. */
  broadcastRadius(world: World): number;
  /** Seats of a room with this world: a match may move to a process that would open the room with more or fewer. Absent: as the mode says. */
  capacity?(world: World): number;
  /**
   * A mode with `bySkill` needs it. @returns how long the only player has waited for another one, ticks; undefined while the match takes
   * nobody
   */
  waits?(world: World): number | undefined;
  /** What operators see of the match. */
  progress(world: World): { round: number; phase: string };
  /** A game with questions needs it. Called once for each room, before the first step. */
  observe?(world: World, room: ObservedRoom): Observer;
}

/**
 * @param capacities by room name; a room of no such name, or whose capacity is fixed, is left out of account
 * @returns the games with rooms of these capacities
 */
export function withCapacities(
  games: readonly GameServer[],
  capacities: { readonly [room: string]: number },
): readonly GameServer[] {
  return games.map((server) => {
    const modes = Object.entries(server.game.modes).map(([room, mode]) => {
      const capacity = capacities[room] ?? mode.capacity;
      if (capacity === mode.capacity || mode.settingsFor === undefined) return [room, mode] as const;
      return [room, { ...mode, capacity, settings: mode.settingsFor(capacity) }] as const;
    });
    return { ...server, game: { ...server.game, modes: Object.fromEntries(modes) } };
  });
}

/** @returns the names of all rooms of these games @throws when two games have rooms of one name */
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

/** A game is asked for that is not there. */
export class UnknownGame extends Error {}

/** @param names absent: all @returns them in the order of their names @throws UnknownGame */
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

/** What pages are told of the games that a server plays. */
export const gameList = (games: readonly GameServer[]): ListedGame[] => games.map(({ game }) => listed(game));
