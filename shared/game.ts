/** The part of the contract of a game that server and client share. Its server part is in server/game.ts. */
import type { ZodType } from "zod";
import type { InputTable } from "./fields/input.ts";
import type { Tables } from "./fields/root.ts";

/** A way to play the game, and the rooms that play it. */
export interface Mode<Settings> {
  /** Seats for players in a room of this mode: a whole number from 1. */
  readonly capacity: number;
  /** Passed to `create`, which makes the world of the room. */
  readonly settings: Settings;
  /**
   * Pairs players by skill. A player without a match of similar skill waits in a room of its own, which
   * admits another player only while `GameServer.waits` returns true. Needs a capacity of 2.
   */
  readonly bySkill?: true;
  /** Absent: the capacity of the mode is fixed. */
  readonly capacityFrom?: {
    /** The environment variable of a server that sets it. */
    readonly variable: CapacityVariable;
    /** @returns the settings for that capacity */
    settings(capacity: number): Settings;
  };
}

/** Environment variables of a server that set the capacity of a mode. */
export type CapacityVariable = "SWARM_CAPACITY";

/**
 * Rate limit of a message: at most `burst` at once (1 or more), and one every `every` seconds in the long run.
 * A message above it is dropped, and its sender gets an `error`.
 */
export interface MessageLimit {
  readonly burst: number;
  readonly every: number;
}

/**
 * A message or question of this game's clients, in addition to the messages of the engine
 * (shared/messages.ts).
 */
export interface GameMessage {
  /** A message that it refuses is dropped, and its sender gets an `error`. */
  readonly schema: ZodType;
  readonly limit: MessageLimit;
}

/** An entry in a list of games. Every page loads it, so each game has it in a file of its own, listing.ts. */
export interface Listing<Settings = unknown> {
  /** Lower-case letters and digits, a letter first; the folder in games/ has the same name. */
  readonly name: string;
  /** As shown to people. */
  readonly title: string;
  /** By room name, as in "arena", the default one first. Room names are unique on a server. */
  readonly modes: { readonly [room: string]: Mode<Settings> };
}

export interface Game<Settings = unknown> extends Listing<Settings> {
  /**
   * A whole number. Raise it with every change of a rule: a match continues only in a process that has the
   * same version.
   */
  readonly version: number;
  /** The tables of the replicated state. */
  readonly state: Tables;
  /** What a client sends each tick. */
  readonly input: InputTable;
  /** By message type. Absent: none. */
  readonly messages?: { readonly [type: string]: GameMessage };
  /**
   * Questions of clients about the match, by type. A question does not change the world, so no match log
   * contains it; `GameServer.observe` answers with a message of the same type.
   */
  readonly questions?: { readonly [type: string]: GameMessage };
}

/** A game in the list of `GET /api/games` and of pages. */
export interface ListedGame {
  readonly name: string;
  readonly title: string;
  /** Names of its rooms, the default one first. */
  readonly rooms: readonly string[];
}

export const listed = ({ name, title, modes }: Listing): ListedGame => ({
  ...{ name, title },
  rooms: Object.keys(modes),
});

/** @returns the game, with the exact types of its parts */
export const defineGame = <const G extends Game>(game: G): G => game;
