/** The contract between a game and the bots: its rooms, and brains that play it. */
import type { GameClient, GameTypes } from "../game.ts";
import type { PlayerSession } from "../session/view.ts";
import type { BrainContract, BrainFunction, View } from "./brain/contract.ts";

/** Plays for one bot. */
export interface Pilot<T extends GameTypes> {
  /**
   * @returns the intent in this frame; the object may be reused
   * @throws BrainFault when its brain throws, or returns something else than an input
   */
  intent(session: BotSession<T>): Readonly<T["intent"]>;
}

/** The part of a session that bots use. */
export type BotSession<T extends GameTypes> = Pick<
  PlayerSession<T>,
  | "key"
  | "state"
  | "game"
  | "link"
  | "stats"
  | "events"
  | "frame"
  | "own"
  | "entities"
  | "body"
  | "chat"
  | "suspend"
  | "resume"
  | "leave"
>;

export interface BotGame<T extends GameTypes> {
  /** Names of its rooms, the default one first. */
  readonly rooms: readonly string[];
  readonly client: GameClient<T>;
  readonly brains: readonly string[];
  readonly defaultBrain: string;
  /** @param brain one of `brains`. @param seed of the pilot's random generator */
  pilot(brain: string, seed: number): Pilot<T>;
  /** For authors of brains. Absent: the game has built-in brains only. */
  readonly authoring?: Authoring<T>;
}

export interface Authoring<T extends GameTypes> {
  readonly contract: BrainContract;
  /** Built-in brains by name; they take the same views. */
  readonly brains: { readonly [name: string]: BrainFunction<never> };
  /** @returns the view of the player; undefined while it has no entity */
  viewOf(session: BotSession<T>): View | undefined;
}

/** The first game is the default. */
export type BotGames = readonly [BotGame<GameTypes>, ...BotGame<GameTypes>[]];

/**
 * @returns the game of a room; for an unknown room the first game, because the server then reports the error
 */
export const gameOf = (games: BotGames, room: string): BotGame<GameTypes> =>
  games.find(({ rooms }) => rooms.includes(room)) ?? games[0];
