/**
 * What a player shows to come back. It travels in the address of a socket, where logs and histories see it, so it is good
 * for one return: whoever is back gets another. Until the player confirms that, the one it came with is good as well: the
 * new one may have been lost on the way, and the seat with it.
 *
 *   in play [A] ──comes back with A──▶ [A or B] ──confirms──▶ in play [B]
 */
import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { type Client, ClientState, type Room } from "@colyseus/core";
import { hasConfirmed, socketOf } from "../framework/client.ts";
import { keepReservation, reservedAuth } from "../framework/reservations.ts";
import type { JoinIdentity } from "../net/identity.ts";

/** Part of a seat; plain, so that it can be kept elsewhere. */
export interface ReconnectionTokens {
  /** The newest. */
  token: string;
  /** The one that comes after it: a match that goes on in another process may not know that it has been given out. */
  next: string;
  /** The one before, as long as nobody knows which of them the player holds. */
  previous?: string | undefined;
  /** The one the player came with last. */
  presented?: string;
}

/** Bytes, a multiple of three: tokens that are made together stand side by side in base64. */
const TOKEN = 18;
const newToken = (): string => randomBytes(TOKEN).toString("base64url");

/** Two tokens from one call for random bytes, which costs more than both. */
export function newTokens(): ReconnectionTokens {
  const both = randomBytes(2 * TOKEN).toString("base64url");
  return { token: both.slice(0, both.length / 2), next: both.slice(both.length / 2) };
}

/** All that are good to come back with. */
export const tokensOf = ({ token, next, previous }: ReconnectionTokens): string[] =>
  previous === undefined ? [token, next] : [token, next, previous];

function noteConfirmed(tokens: ReconnectionTokens, client: Client): void {
  if (hasConfirmed(client)) tokens.previous = undefined;
}

/**
 * Somebody asks to come back with a token. If it is of this pass, a connection of the player's that still looks alive is dead:
 * it makes way.
 */
export function presentToken(
  tokens: ReconnectionTokens,
  token: string | undefined,
  stale: Client | undefined,
): void {
  if (stale !== undefined) noteConfirmed(tokens, stale);
  if (token === undefined || !tokensOf(tokens).includes(token)) return;
  tokens.presented = token;
  if (stale === undefined) return;
  // The framework compares with this one.
  stale.reconnectionToken = token;
  socketOf(stale).terminate();
}

/** The player is back: it gets a new token. */
export function rotateTokens(tokens: ReconnectionTokens, client: Client): void {
  tokens.previous = tokens.presented ?? tokens.token;
  tokens.token = client.reconnectionToken = tokens.next === tokens.previous ? newToken() : tokens.next;
  tokens.next = newToken();
}

/** Whether somebody who comes back has hung up before it was its turn: it was slow, or tried again meanwhile. */
export const hasHungUp = (client: Client): boolean => socketOf(client).readyState !== WebSocket.OPEN;

/**
 * To be awaited in `onReconnect` for one that has hung up. The framework would give up its seat, as of somebody who is shown
 * out on the return; so it sees a drop like any other.
 */
export async function treatAsDropped(client: Client): Promise<void> {
  // By then the framework has closed its book on the wait that has just ended, and can open a new one.
  await setImmediate();
  client.state = ClientState.JOINING;
}

/** @returns the id of the player whose seat it is; undefined when it is nobody's, or anybody's who holds its session id */
export function ownerOf(room: Room, sessionId: string): string | undefined {
  const joins = reservedAuth(room, sessionId) ?? room.clients.getById(sessionId)?.auth;
  return (joins as JoinIdentity | undefined)?.id;
}

/**
 * Keeps a seat for whoever shows any token of its pass.
 * @param seconds how long @param onGaveUp nobody has come
 * @returns gives it up at once
 */
export function keepSeat(
  room: Room,
  client: Client,
  tokens: ReconnectionTokens,
  seconds: number,
  onGaveUp: () => void,
): () => void {
  noteConfirmed(tokens, client);
  const others = tokensOf(tokens).filter((token) => token !== client.reconnectionToken);
  return keepReservation(room, client, seconds, others, onGaveUp);
}
