/**
 * Reconnection tokens: what a client presents to return to its seat. A token travels in the URL of a socket, where logs and
 * histories see it, so it is good for one return and is then rotated. Until the client confirms the new token the old one is
 * valid, too: the new one may have been lost on the way, and the seat with it.
 *
 *   in play [A] ──comes back with A──▶ [A or B] ──confirms──▶ in play [B]
 *                                       └──▶ comes back with A: still [A or B]
 */
import { randomBytes, randomFillSync } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { type Client, ClientState, type Room } from "@colyseus/core";
import { hasConfirmed, socketOf } from "../framework/client.ts";
import { keepReservation, reservedAuth } from "../framework/reservations.ts";
import type { JoinIdentity } from "../net/identity.ts";

/** Part of a seat; plain, so that it can be kept elsewhere. */
export interface ReconnectionTokens {
  /** The newest. */
  token: string;
  /** The token after that: a checkpoint may be older than the rotation that gave it out. */
  next: string;
  /** The one before, until it is known which of them the client holds. */
  previous?: string | undefined;
  /** The token that the client presented last. */
  presented?: string;
}

/** Bytes. */
const TOKEN = 18;
const newToken = (): string => randomBytes(TOKEN).toString("base64url");

/** Tokens that are made of the random bytes of one call, which costs more than they do. */
const AT_ONCE = 64;

/** Makes the first tokens of seats: a crowd joins at once. */
export class FirstTokens {
  readonly #bytes = Buffer.allocUnsafeSlow(AT_ONCE * TOKEN);
  #used = AT_ONCE;

  next(): ReconnectionTokens {
    return { token: this.#take(), next: this.#take() };
  }

  #take(): string {
    if (this.#used === AT_ONCE) {
      randomFillSync(this.#bytes);
      this.#used = 0;
    }
    const from = this.#used++ * TOKEN;
    return this.#bytes.toString("base64url", from, from + TOKEN);
  }
}

/** All valid tokens of a seat. */
export const tokensOf = ({ token, next, previous }: ReconnectionTokens): string[] =>
  previous === undefined ? [token, next] : [token, next, previous];

function noteConfirmed(tokens: ReconnectionTokens, client: Client): void {
  if (hasConfirmed(client)) tokens.previous = undefined;
}

/**
 * A client presents a token. If the token is valid, a connection of the player's that still looks alive is stale: it is
 * terminated.
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

/**
 * The player has returned: its token is rotated. With the old token for a second time, before the new one was confirmed, the new one
 * stays: attempts can arrive in another order than they began, and the client then holds what an attempt before this one was given.
 */
export function rotateTokens(tokens: ReconnectionTokens, client: Client): void {
  if (tokens.previous !== undefined && tokens.presented === tokens.previous) {
    client.reconnectionToken = tokens.token;
    return;
  }
  tokens.previous = tokens.presented ?? tokens.token;
  tokens.token = client.reconnectionToken = tokens.next === tokens.previous ? newToken() : tokens.next;
  tokens.next = newToken();
}

/** Whether the socket of a returning client has closed before it was handled: the client gave up, or tried again. */
export const hasHungUp = (client: Client): boolean => socketOf(client).readyState !== WebSocket.OPEN;

/**
 * Await this in `onReconnect` for a client that has hung up. The framework would give up its seat, as for a client that is
 * refused on the return; this way it sees a drop like any other.
 */
export async function treatAsDropped(client: Client): Promise<void> {
  // By then the framework has closed its book on the wait that has just ended, and can open a new one.
  await setImmediate();
  client.state = ClientState.JOINING;
}

/**
 * @returns the id of the player whose seat or reservation it is; undefined when it has no owner. Only a reservation that no client has taken
 * up opens by its session id alone; a taken seat opens by its tokens.
 */
export function ownerOf(room: Room, sessionId: string): string | undefined {
  const joins = reservedAuth(room, sessionId) ?? room.clients.getById(sessionId)?.auth;
  return (joins as JoinIdentity | undefined)?.id;
}

/**
 * Keeps a seat for a client that presents any of its tokens.
 * @param seconds how long @param onGaveUp called when no client has returned @param serves whether a client that returns now is let in
 * @returns gives it up at once
 */
export function keepSeat(
  room: Room,
  client: Client,
  tokens: ReconnectionTokens,
  seconds: number,
  onGaveUp: () => void,
  serves: () => boolean,
): () => void {
  noteConfirmed(tokens, client);
  const others = tokensOf(tokens).filter((token) => token !== client.reconnectionToken);
  return keepReservation(room, client, seconds, others, onGaveUp, serves);
}
