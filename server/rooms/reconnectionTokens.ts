/**
 * Reconnection tokens: a client presents one to return to its seat. A token travels in the URL of a socket,
 * where logs and histories see it, so it is valid for one reconnection and is then rotated. Until the client
 * confirms the new token the old one stays valid too, because the new one may have been lost in transit, and
 * the seat with it.
 *
 *   in play [A] ──returns with A──▶ [A or B] ──confirms──▶ in play [B]
 *                                       └──▶ returns with A: still [A or B]
 */
import { randomBytes, randomFillSync } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { type Client, ClientState, type Room } from "@colyseus/core";
import { hasConfirmed, socketOf } from "../framework/client.ts";
import { reservedAuth } from "../framework/reservations.ts";
import { keepReservation } from "../framework/seatTime.ts";
import { identityIn } from "../net/joinIdentity.ts";

/** Part of a seat; plain data, so that it can be stored. */
export interface ReconnectionTokens {
  /** The newest token. */
  token: string;
  /** The token after `token`: a checkpoint may be older than the rotation that issued it. */
  next: string;
  /** The token before `token`, until the client has confirmed `token`. */
  previous?: string | undefined;
  /** The token that the client presented last. */
  presented?: string;
}

/** Length of a token, bytes. */
const TOKEN = 18;
const newToken = (): string => randomBytes(TOKEN).toString("base64url");

/** Number of tokens that one call for random bytes provides, because the call costs more than the tokens. */
const AT_ONCE = 64;

/** Creates the first tokens of seats in batches, because a crowd may join at once. */
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
 * A client presents a token. A valid one proves that another connection of the player that still looks alive
 * is stale: it is terminated.
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
  // The framework compares with this token.
  stale.reconnectionToken = token;
  socketOf(stale).terminate();
}

/**
 * The player has returned: its token is rotated. When the old token is presented a second time before the new
 * one was confirmed, the new one stays: attempts can arrive out of order, and the client may then hold the
 * token that an earlier attempt got.
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

/**
 * Whether the socket of a returning client closed before it was handled: the client gave up, or started
 * another attempt.
 */
export const hasHungUp = (client: Client): boolean => socketOf(client).readyState !== WebSocket.OPEN;

/**
 * Await this in `onReconnect` for a client that has hung up. The framework would release its seat, as for a
 * client that is refused at the reconnection. This way it sees a drop like any other.
 */
export async function treatAsDropped(client: Client): Promise<void> {
  // Only now has the framework ended the previous reservation, so that it can create a new one.
  await setImmediate();
  client.state = ClientState.JOINING;
}

/**
 * @returns the id of the player with this seat or reservation; undefined when it has no owner. Its session id
 * alone opens only a reservation that no client has used; a taken seat needs one of its tokens.
 */
export function ownerOf(room: Room, sessionId: string): string | undefined {
  const joins = reservedAuth(room, sessionId) ?? room.clients.getById(sessionId)?.auth;
  return identityIn(joins).id;
}

/**
 * Keeps a seat for a client that presents any of its tokens.
 * @param seconds how long
 * @param onGaveUp called when no client has returned
 * @param serves whether a client that returns now is admitted
 * @returns a function that releases the seat at once
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
