/** Names of modes in the language of the page. */
import type { GamePage } from "../page.ts";

type Modes = Pick<GamePage, "modes" | "rooms" | "title">;

/**
 * @param pages the games that the page knows
 * @returns how players call a mode; an unknown one has the name of its rooms
 */
export function modeTitle(room: string, pages: readonly Modes[]): string {
  const page = pages.find(({ rooms }) => rooms.includes(room));
  if (page === undefined) return room;
  const { title } = page.modes?.[room] ?? {};
  return title ?? (page.rooms.length === 1 ? page.title : room);
}
