/** An operator mutes a player: nobody hears its chat and its emotes for a while, and it is told so. */
import type { Presence } from "@colyseus/core";
import { mutes, tellMute } from "../cluster/mutes.ts";
import { idOf, type Seat } from "./seats.ts";
import type { Post } from "./tell.ts";

const MINUTE = 60_000;

/** @param minutes 0: it is heard again */
export function muteSeat(presence: Presence, session: string, seat: Seat, minutes: number, post: Post): void {
  const until = minutes === 0 ? 0 : Date.now() + minutes * MINUTE;
  seat.mutedUntil = until;
  const player = idOf(seat.auth);
  if (player !== undefined) {
    mutes.note({ player, until });
    tellMute(presence, player, until);
  }
  const text =
    minutes === 0
      ? "An operator lets you speak again"
      : `An operator has muted you for ${minutes} min: nobody hears what you say`;
  post.sayTo(session, "notice", { text });
}

/** @returns until when, ms since 1970; 0: it is heard */
export const mutedUntil = (seat: Seat): number => Math.max(seat.mutedUntil, mutes.of(idOf(seat.auth)));

/** @returns for how long a player is muted, in words for it; undefined when it is not */
export function mutedFor(seat: Seat): string | undefined {
  const left = mutedUntil(seat) - Date.now();
  return left > 0 ? `you are muted for another ${Math.ceil(left / MINUTE)} min` : undefined;
}
