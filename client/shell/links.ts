/** Links of a session to other pages of the server. */
import { SERVER_URL } from "../browser/serverUrl.ts";
import type { AnySession } from "../session/view.ts";

/** @param isDefault whether the room is of the first game, to which a link without a room's name leads */
export function linkToRoom({ room, roomId }: AnySession, isDefault: boolean): string {
  const where = new URLSearchParams(isDefault ? {} : { room });
  where.set("at", roomId);
  return `${SERVER_URL}/?${where}`;
}

/** @param mode name of the room to play in, where it is not the one to which a link without a name leads */
export const linkToParty = (code: string, mode: string | undefined): string =>
  `${SERVER_URL}/?${new URLSearchParams({ ...(mode !== undefined && { room: mode }), party: code })}`;

/** @returns the address of a replay that follows this player; undefined when the match is not logged */
export function replayOf(session: AnySession, at: number): string | undefined {
  if (session.match === undefined) return undefined;
  const name = session.playerOf(session.key)?.name;
  const where = new URLSearchParams({ t: String(Math.max(0, Math.floor(at))), ...(name && { ship: name }) });
  return `${SERVER_URL}/replay/${session.match}?${where}`;
}
