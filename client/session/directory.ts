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
  /** Whether `/watch/ROOM` shows it; absent in answers of older servers, which show every room. */
  watchable?: boolean;
}

/** @param url as in http://localhost:2567. @throws when there is no answer */
export const listGames = (url: string, patience = ANSWER): Promise<ListedGame[]> =>
  ask(`${url}/api/games`, patience);

export interface ListedPlayer {
  name: string;
  /** Id of the room. */
  room: string;
  roomName: string;
}

/** @param url as in http://localhost:2567. @param patience ms. @throws when there is no answer */
export const listRooms = (url: string, patience = ANSWER): Promise<ListedRoom[]> =>
  ask(`${url}/api/rooms`, patience);

/** Newest first. @param url as in http://localhost:2567. @throws when there is no answer */
export const listReplays = async (
  url: string,
  most: number,
  patience = ANSWER,
): Promise<readonly ReplayEntry[]> =>
  (await ask<ReplayPage>(`${url}/api/replays?limit=${most}`, patience)).replays;

/**
 * Sorted by name. @param url as in http://localhost:2567. @param patience ms. @throws when there is no answer
 */
export const listPlayers = (url: string, patience = ANSWER): Promise<ListedPlayer[]> =>
  ask(`${url}/api/players`, patience);

/**
 * @param patience ms
 * @returns where a player is; the first of several players with that name. Case does not matter.
 * @throws when there is no answer
 */
export async function findPlayer(
  url: string,
  name: string,
  patience = ANSWER,
): Promise<ListedPlayer | undefined> {
  const wanted = tidyName(name).toLowerCase();
  return (await listPlayers(url, patience)).find((player) => player.name.toLowerCase() === wanted);
}

async function ask<T>(url: string, patience: number): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(patience) });
  if (!response.ok) throw new Error(`${url} answers with ${response.status}`);
  return (await response.json()) as T;
}
