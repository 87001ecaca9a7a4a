/** What a game brings to the bots: its rooms, and brains that play it. */
import type { GameClient, GameTypes } from "../game.ts";
import type { PlayerSession } from "../session/view.ts";

/** Plays for one player. */
export interface Pilot<T extends GameTypes> {
  /** @returns what the player wants in this frame; the object may be the same each time */
  intent(session: BotSession<T>): Readonly<T["intent"]>;
}

/** The part of a session that bots use. */
export type BotSession<T extends GameTypes> = Pick<
  PlayerSession<T>,
  "key" | "state" | "game" | "link" | "stats" | "events" | "frame" | "own" | "entities" | "body" | "leave"
>;

export interface BotGame<T extends GameTypes> {
  /** Names of its rooms, the usual one first. */
  readonly rooms: readonly string[];
  readonly client: GameClient<T>;
  readonly brains: readonly string[];
  readonly usualBrain: string;
  /** @param brain one of `brains`. @param seed the same one makes the same decisions */
  pilot(brain: string, seed: number): Pilot<T>;
}

/** The first game is the one that is played unless a room says otherwise. */
export type BotGames = readonly [BotGame<GameTypes>, ...BotGame<GameTypes>[]];

/** @returns the game of a room; the first for a room that no game has: the server says what is wrong with it */
export const gameOf = (games: BotGames, room: string): BotGame<GameTypes> =>
  games.find(({ rooms }) => rooms.includes(room)) ?? games[0];
