/**
 * What a player shows to come back. It travels in the address of a socket, where logs and histories see it, so it is good
 * for one return: whoever is back gets another. Until the player confirms that, the one it came with is good as well: the
 * new one may have been lost on the way, and the seat with it.
 *
 *   in play [A] ──comes back with A──▶ [A or B] ──confirms──▶ in play [B]
 */
import { randomBytes } from "node:crypto";
import type { Client, Room } from "@colyseus/core";

/** Part of a seat; plain, so that it can be kept elsewhere. */
export interface ReturnPass {
  /** The newest. */
  token: string;
  /** The one before, as long as nobody knows which of them the player holds. */
  previous?: string | undefined;
}

export const newToken = (): string => randomBytes(18).toString("base64url");

/** The framework's book of seats that wait, by token. */
interface Waiting {
  _reconnections: { [token: string]: unknown };
}

/** Sent while a join is not confirmed; gone afterwards. */
const hasConfirmed = (client: Client): boolean =>
  (client as unknown as { _enqueuedMessages: unknown })._enqueuedMessages === undefined;

/** To be called as soon as a player may have confirmed, before its pass is looked at. */
export function noteConfirmed(pass: ReturnPass, client: Client): void {
  if (hasConfirmed(client)) pass.previous = undefined;
}

export const accepts = (pass: ReturnPass, token: string | undefined): token is string =>
  token !== undefined && (token === pass.token || token === pass.previous);

/** The player is back with `shown`: it gets a new token. */
export function renew(pass: ReturnPass, client: Client, shown: string): void {
  pass.previous = shown;
  pass.token = newToken();
  client.reconnectionToken = pass.token;
}

/**
 * Keeps a seat for whoever shows any token of its pass.
 * @param seconds how long @param onGaveUp nobody has come
 */
export function keepSeat(
  room: Room,
  client: Client,
  pass: ReturnPass,
  seconds: number,
  onGaveUp: () => void,
): void {
  // The framework keeps no seat for a client that drops before it has acknowledged its join, not even on its way back:
  // an attempt that was given up half-way would then cost the seat.
  (client as unknown as { _enqueuedMessages: unknown })._enqueuedMessages = undefined;
  const { reconnectionToken } = client;
  const kept = room.allowReconnection(client, seconds);
  const { _reconnections: waiting } = room as unknown as Waiting;
  const others = [pass.token, pass.previous].filter(
    (token): token is string => token !== undefined && token !== reconnectionToken,
  );
  const entry = waiting[reconnectionToken];
  if (entry !== undefined) for (const token of others) waiting[token] = entry;
  const forget = (): void => {
    for (const token of others) delete waiting[token];
  };
  // Rejects when the time is over or the client had never arrived; both end in `onLeave`.
  kept.then(forget, () => {
    forget();
    onGaveUp();
  });
}
