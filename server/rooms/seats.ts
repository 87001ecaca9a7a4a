/**
 * A seat is a player's place in a room. It outlives the connection, so that a dropped player can return to
 * it.
 */
import type { ServerMessages } from "../../shared/protocol.ts";
import type { Player } from "../game.ts";
import { type GameMessages, Inbox } from "../net/inbox.ts";
import { InputBudget, type InputQueue } from "../net/inputBudget.ts";
import { isBot } from "../net/joinIdentity.ts";
import type { ConnectionInfo } from "../net/sockets.ts";
import type { TextFilter } from "../net/textFilter.ts";
import { Backlog } from "./backlog.ts";
import type { ReconnectionTokens } from "./reconnectionTokens.ts";

export interface Seat extends ReconnectionTokens {
  player: Player;
  /** Queue of the player's inputs; each reconnection replaces it. */
  inputs: InputQueue;
  budget: InputBudget;
  inbox: Inbox;
  /** The player's identity, from the framework's authentication. */
  auth: unknown;
  /** The latest numbered messages to the player. */
  readonly backlog: Backlog;
  /** Number of the newest message that the player has certainly read on its earlier connections. */
  read: number;
  /** The client network of the player's latest connection, and how many networks it counts as. */
  network: string;
  share: number;
  /**
   * Whether the seat counts among the kept seats of the player's client network; false also for an absent
   * player whose network had as many as it may. Absent before the first drop.
   */
  isHeld?: boolean;
  /** Inputs applied so far: the seat of a player that has hardly played is kept only briefly. */
  flown: number;
  /** End of the player's muting, ms since 1970; 0: not muted. */
  mutedUntil: number;
  /** While the player is away: releases the seat before its time is over. */
  giveUp?: (() => void) | undefined;
  /** An operator has kicked the player: the seat is not kept. */
  kicked?: boolean;
  /** Set after the match has migrated here; `at`: when its previous owner wrote it last, ms since 1970. */
  moved?: { at: number; counted?: boolean } | undefined;
  /** Sent to the player at each return, until the player has certainly read it. */
  unsentMove?: ServerMessages["moved"] | undefined;
}

export function botsIn(seats: ReadonlyMap<string, Seat>): number {
  let bots = 0;
  for (const { auth } of seats.values()) if (isBot(auth)) bots++;
  return bots;
}

/** Records the client network of the player's connection. */
export function noteNetwork(seat: Seat, connection: ConnectionInfo | undefined): void {
  if (connection === undefined) return;
  seat.network = connection.network;
  seat.share = connection.share;
}

/** The input queue of an absent player. */
const NOTHING: InputQueue = { size: 0, next: () => undefined };

/** A seat without a connection: its player has not joined yet, or has to return. */
export const emptySeat = (
  player: Player,
  game: GameMessages,
  words: TextFilter,
  { token, next, previous }: ReconnectionTokens,
  auth: unknown,
): Seat => ({
  // Copied one by one: V8 stores members that are added to a spread copy in a separate array.
  token,
  next,
  previous,
  player,
  inputs: NOTHING,
  budget: new InputBudget(),
  inbox: new Inbox(game, words),
  backlog: new Backlog(),
  read: 0,
  mutedUntil: 0,
  network: "",
  share: 1,
  flown: 0,
  auth,
});
