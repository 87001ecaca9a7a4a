/**
 * Mutes a player on an operator's order: for a while its chat and emotes reach no other player. The player is
 * notified.
 */
import type { Presence } from "@colyseus/core";
import type { NoticeCode } from "../../shared/protocol.ts";
import type { Mutes } from "../cluster/mutes.ts";
import { idOf } from "../net/joinIdentity.ts";
import type { RoomBroadcaster } from "./broadcaster.ts";
import type { Seat } from "./seats.ts";

const MINUTE = 60_000;

/** What muting needs of a room. */
export interface Muting {
  readonly presence: Presence;
  readonly broadcaster: RoomBroadcaster;
  readonly mutes: Mutes;
}

/** @param minutes 0: ends the muting */
export function muteSeat(
  session: string,
  seat: Seat,
  minutes: number,
  { presence, broadcaster, mutes }: Muting,
): void {
  const until = minutes === 0 ? 0 : Date.now() + minutes * MINUTE;
  seat.mutedUntil = until;
  const player = idOf(seat.auth);
  if (player !== undefined) mutes.publish(presence, { player, until });
  const text =
    minutes === 0
      ? "An operator lets you speak again"
      : `An operator has muted you for ${minutes} min: nobody hears what you say`;
  const code: NoticeCode = minutes === 0 ? { code: "unmuted" } : { code: "muted", values: { minutes } };
  broadcaster.announceTo(session, "notice", { text, ...code });
}

/** @returns the end of the muting, ms since 1970; 0: not muted */
export const mutedUntil = (seat: Seat, mutes: Mutes): number =>
  Math.max(seat.mutedUntil, mutes.of(idOf(seat.auth)));

/** @returns for how long a player is muted, as a sentence for that player; undefined when it is not muted */
export function mutedFor(seat: Seat, mutes: Mutes): string | undefined {
  const left = mutedUntil(seat, mutes) - Date.now();
  return left > 0 ? `you are muted for another ${Math.ceil(left / MINUTE)} min` : undefined;
}
