/** Lists of players and rooms in all processes. */
import type { ListedGame } from "../../shared/game.ts";
import type { ReplayEntry, ReplayPage } from "../../shared/log/replays.ts";
import { tidyName } from "../../shared/names.ts";

/** A request that is unanswered for this long counts as failed, ms. */
const ANSWER = 20_000;

export interface ListedRoom {
  id: string;
  name: string;
  players: number;
  capacity: number;
  locked: boolean;
  /** A player waits there for an opponent. */
  waiting?: boolean;
  /** Whether `/watch/ROOM` shows it; absent in answers of older servers, which show every room. */
  watchable?: boolean;
}

/** @param url as in http://localhost:2567. @throws when there is no answer */
export const listGames = (url: string, timeout = ANSWER): Promise<ListedGame[]> =>
  ask(`${url}/api/games`, timeout);

export interface ListedPlayer {
  name: string;
  /** Id of the room. */
  room: string;
  roomName: string;
}

/** @param url as in http://localhost:2567. @param timeout ms. @throws when there is no answer */
export const listRooms = (url: string, timeout = ANSWER): Promise<ListedRoom[]> =>
  ask(`${url}/api/rooms`, timeout);

/** Newest first. @param url as in http://localhost:2567. @throws when there is no answer */
export const listReplays = async (
  url: string,
  most: number,
  timeout = ANSWER,
): Promise<readonly ReplayEntry[]> =>
  (await ask<ReplayPage>(`${url}/api/replays?limit=${most}`, timeout)).replays;

/**
 * Sorted by name. @param url as in http://localhost:2567. @param timeout ms. @throws when there is no answer
 */
export const listPlayers = (url: string, timeout = ANSWER): Promise<ListedPlayer[]> =>
  ask(`${url}/api/players`, timeout);

/**
 * @param timeout ms
 * @returns where a player is; the first of several players with that name. Case does not matter.
 * @throws when there is no answer
 */
export async function findPlayer(
  url: string,
  name: string,
  timeout = ANSWER,
): Promise<ListedPlayer | undefined> {
  const wanted = tidyName(name).toLowerCase();
  return (await listPlayers(url, timeout)).find((player) => player.name.toLowerCase() === wanted);
}

async function ask<T>(url: string, timeout: number): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
  if (!response.ok) throw new Error(`${url} answers with ${response.status}`);
  return (await response.json()) as T;
}
