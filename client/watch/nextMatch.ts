/** Chooses the match to watch: a room by its id, or the fullest room of a mode. */
import { type ListedRoom, listRooms } from "../session/directory.ts";

/** @param ended rooms to leave out, because a room stays listed for a moment after its end */
export function chooseRoom(
  rooms: readonly ListedRoom[],
  wanted: string,
  ended: ReadonlySet<string> = new Set(),
): ListedRoom | undefined {
  const open = rooms.filter(({ id }) => !ended.has(id));
  const fullest = open
    .filter(({ name, players }) => name === wanted && players > 0)
    .sort((a, b) => b.players - a.players || (a.id < b.id ? -1 : 1));
  return open.find(({ id }) => id === wanted) ?? fullest[0];
}

/** Pause between two requests for the list, ms. */
const CHECK_EVERY = 2500;

/** Waits for a match of that mode. @param onNone called after each request that found none */
export async function waitForMatch(
  root: string,
  mode: string,
  ended: ReadonlySet<string>,
  onNone: () => void,
): Promise<ListedRoom> {
  for (;;) {
    const rooms = document.hidden ? [] : await listRooms(root).catch(() => []);
    const room = chooseRoom(rooms, mode, ended);
    if (room !== undefined) return room;
    onNone();
    await new Promise((resolve) => setTimeout(resolve, CHECK_EVERY));
  }
}
