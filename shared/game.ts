/** The part of a game that servers and clients both know. What a game does on the server is in server/game.ts. */
import type { ZodType } from "zod";
import type { InputTable } from "./fields/input.ts";
import type { Tables } from "./fields/root.ts";

/** A way to play the game, and the rooms that play it. */
export interface Mode<Settings> {
  /** Seats for players in a room of this mode. */
  readonly capacity: number;
  /** What the game makes the room's world from. */
  readonly settings: Settings;
  /**
   * Players are put together by skill: one that fits nobody waits in a room of its own, which takes a player only while
   * `GameServer.waits` says so. Needs two seats.
   */
  readonly bySkill?: true;
  /** Makes the settings for another capacity. Absent: the capacity of the mode is fixed. */
  settingsFor?(capacity: number): Settings;
}

/** How often a client may send a message: at most `burst` at once, one each `every` seconds in the long run. */
export interface MessageLimit {
  readonly burst: number;
  readonly every: number;
}

/** A message that clients of this game send, besides those of the engine (shared/messages.ts), or a question. */
export interface GameMessage {
  readonly schema: ZodType;
  readonly limit: MessageLimit;
}

/** What a list of games says of one. Every page loads it, so it stands in a file of its own: listing.ts of the game. */
export interface Listing<Settings = unknown> {
  /** Lower-case letters; the folder in games/ has the same name. */
  readonly name: string;
  /** As people read it. */
  readonly title: string;
  /** By room name, as in "arena", the usual one first. Room names of all games on a server differ. */
  readonly modes: { readonly [room: string]: Mode<Settings> };
}

export interface Game<Settings = unknown> extends Listing<Settings> {
  /** Raised by every change of a rule: a match goes on only in a process that has the same version. */
  readonly version: number;
  /** The tables of the replicated state. */
  readonly state: Tables;
  /** What a client sends each tick. */
  readonly input: InputTable;
  /** By message type. */
  readonly messages: { readonly [type: string]: GameMessage };
  /**
   * What clients ask about the match, by type. A question changes nothing, so it is in no match log; `GameServer.observe` answers it
   * with a message of the same type.
   */
  readonly questions?: { readonly [type: string]: GameMessage };
}

/** A game as `GET /api/games` and pages list it. */
export interface ListedGame {
  readonly name: string;
  readonly title: string;
  /** Names of its rooms, the usual one first. */
  readonly rooms: readonly string[];
}

export const listed = ({ name, title, modes }: Listing): ListedGame => ({
  ...{ name, title },
  rooms: Object.keys(modes),
});

/** @returns the game, with the exact types of its parts */
export const defineGame = <const G extends Game>(game: G): G => game;
