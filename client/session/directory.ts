/** Who is on, and which rooms there are, in all processes of the game. */
import { tidyName } from "../../shared/names.ts";

export interface ListedRoom {
  id: string;
  name: string;
  players: number;
  capacity: number;
  locked: boolean;
}

export interface ListedPlayer {
  name: string;
  /** Id of the room. */
  room: string;
  roomName: string;
}

/** @param url as in http://localhost:2567. @throws when there is no answer */
export const listRooms = (url: string): Promise<ListedRoom[]> => ask(`${url}/api/rooms`);

/** By name. @param url as in http://localhost:2567. @throws when there is no answer */
export const listPlayers = (url: string): Promise<ListedPlayer[]> => ask(`${url}/api/players`);

/** @returns the room of a player; of several who share the name, of the first. Capitals do not matter. */
export async function roomOf(url: string, name: string): Promise<string | undefined> {
  const wanted = tidyName(name).toLowerCase();
  return (await listPlayers(url)).find((player) => player.name.toLowerCase() === wanted)?.room;
}

async function ask<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers with ${response.status}`);
  return (await response.json()) as T;
}
