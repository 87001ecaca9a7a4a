/**
 * Rooms in which one player waits for another, as they are listed (rooms/matching.ts), and which of them
 * belong together.
 */
import type { IRoomCache } from "@colyseus/core";
import { fits, pairUp, type WaitingPlayer } from "./pairing.ts";

/** A waiting player in the listing of its room. `since`: ms since 1970. */
export type ListedPlayer = Omit<WaitingPlayer, "waited"> & { readonly since: number };

export interface Matching {
  /**
   * @param mode name of the rooms @param room in which a player waits
   * @returns the id of the room to which that player goes; undefined: it stays. Rejects while Redis is away.
   */
  roomFor(mode: string, room: string): Promise<string | undefined>;
}

/** @param open the open rooms of a mode */
export const matchingOf = (open: (mode: string) => Promise<readonly IRoomCache[]>): Matching => ({
  async roomFor(mode, room) {
    const now = Date.now();
    const waiting = (await open(mode)).flatMap((one) => waitingIn(one, now) ?? []);
    return pairUp(waiting).find(([, goes]) => goes.room === room)?.[0].room;
  },
});

/**
 * Rooms of a mode with `bySkill` that may have a seat for a player: longest waiting player first, then those
 * that do not say, because they are new. The room itself decides.
 * @param skill absent: the mode is another one, and its rooms stay as they are
 */
export function likely(
  rooms: readonly IRoomCache[],
  { id: player, skill }: { id?: string | undefined; skill?: number | undefined },
  now = Date.now(),
): readonly IRoomCache[] {
  if (skill === undefined) return rooms;
  const asker: WaitingPlayer = { room: "", player, skill, waited: 0 };
  const seen = rooms.map((room) => ({ room, waiting: waitingIn(room, now) }));
  return seen
    .filter(({ waiting }) => waiting === undefined || fits(waiting, asker))
    .sort((a, b) => (b.waiting?.waited ?? -1) - (a.waiting?.waited ?? -1))
    .map(({ room }) => room);
}

/** Whether a player waits there for an opponent. */
export const isWaiting = (room: IRoomCache): boolean => waitingIn(room, 0) !== undefined;

/** Whether the room takes the members of one party only. */
export const isForParty = ({ metadata }: IRoomCache): boolean => metadata?.party === true;

/** @returns undefined when no player waits there, or another version wrote the listing */
function waitingIn({ roomId, metadata }: IRoomCache, now: number): WaitingPlayer | undefined {
  const { skill, since, player, avoids, onlyBot } = (metadata?.waiting ?? {}) as Partial<ListedPlayer>;
  if (typeof skill !== "number" || typeof since !== "number") return undefined;
  return { room: roomId, player, skill, waited: Math.max(0, now - since), avoids, onlyBot };
}
