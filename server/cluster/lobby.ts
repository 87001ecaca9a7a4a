/** What players and operators say to everybody, in all rooms of all processes. It travels through the processes' presence. */
import type { Presence } from "@colyseus/core";
import type { LocalRooms } from "./localRooms.ts";
import { send } from "./orderCall.ts";

const CHANNEL = "lobby";
const NOTICES = "notices";

export interface LobbyChat {
  /** Session id and name of who speaks. */
  from: string;
  name: string;
  text: string;
}

export const sayInLobby = (presence: Presence, chat: LobbyChat): void => {
  presence.publish(CHANNEL, chat);
};

/** @throws when it is not known whether it is said */
export const noticeToAll = (presence: Presence, text: string): Promise<void> => send(presence, NOTICES, text);

/** Lets the rooms of this process hear the lobby. */
export async function joinLobby(presence: Presence, rooms: LocalRooms): Promise<void> {
  await presence.subscribe(CHANNEL, (chat: LobbyChat) => {
    for (const room of rooms) room.hear(chat);
  });
  await presence.subscribe(NOTICES, (text: string) => {
    for (const room of rooms) room.notify(text);
  });
}
