/** A seat is a player's place in a room: it outlives the connection, so that a dropped player can return to it. */
import type { ServerMessages } from "../../shared/protocol.ts";
import type { Player, Rules } from "../game.ts";
import { type GameMessages, Inbox } from "../net/inbox.ts";
import { InputBudget, type InputQueue } from "../net/inputBudget.ts";
import type { ConnectionInfo } from "../net/sockets.ts";
import type { TextFilter } from "../net/textFilter.ts";
import { Backlog } from "./backlog.ts";
import type { ReconnectionTokens } from "./reconnectionTokens.ts";

export interface Seat extends ReconnectionTokens {
  player: Player;
  /** What its player sent; another one after every return. */
  inputs: InputQueue;
  budget: InputBudget;
  inbox: Inbox;
  /** The player's identity, from the framework's authentication. */
  auth: unknown;
  /** The latest numbered messages to the player. */
  readonly backlog: Backlog;
  /** Number of the newest message that its player has certainly read, as of its earlier connections. */
  read: number;
  /** The client network of its latest connection, and how many networks that counts as. */
  network: string;
  share: number;
  /** Whether it counts among the network's seats that are kept. */
  isHeld?: boolean;
  /** Inputs applied so far: the seat of a player that has hardly played is kept only briefly. */
  flown: number;
  /** An operator has muted the player until then, ms since 1970; 0: it is heard. */
  mutedUntil: number;
  /** While its player is away: gives the seat up before its time is over. */
  giveUp?: (() => void) | undefined;
  /** An operator has kicked the player: the seat is not kept. */
  kicked?: boolean;
  /** The match has moved here meanwhile, and was last written down at that time, ms since 1970. */
  moved?: { at: number; counted?: boolean } | undefined;
  /** What its player is sent at each return until the player has certainly read it. */
  untold?: ServerMessages["moved"] | undefined;
}

/** Notes the client network of the player's connection. */
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
  // Named one by one: V8 keeps what is added to a copy of the tokens in an array beside it.
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

/** Counts what became of a tick's inputs, and how many still wait. */
export class InputTally {
  applied = 0;
  dropped = 0;
  idle = 0;
  waiting = 0;

  clear(): void {
    this.applied = this.dropped = this.idle = this.waiting = 0;
  }
}

/** What inputs go to: the match. */
export type InputTarget = Pick<Rules, "give" | "idle">;

/** Moves the inputs that a seat's player may fly in this tick from its queue to the match. A player that is away flies none. */
export function takeInputs(seat: Seat, match: InputTarget, tally: InputTally): void {
  const { player, inputs, budget } = seat;
  if (player.away) return;
  budget.take(inputs, player, match.give);
  if (budget.idle) match.idle(player);
  seat.flown += budget.applied;
  tally.applied += budget.applied;
  tally.dropped += budget.dropped;
  tally.waiting += inputs.size;
  if (budget.idle) tally.idle++;
  // An applied input proves that the player has confirmed its return, and so holds the newest token.
  if (seat.previous !== undefined && budget.applied > 0) seat.previous = undefined;
}
