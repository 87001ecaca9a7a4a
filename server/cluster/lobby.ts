/**
 * Messages of players and operators to all rooms of all processes, and the list of muted players. They are
 * published through the presence.
 */
import type { Presence } from "@colyseus/core";
import type { MatchMoment } from "../../shared/playerReports.ts";
import type { Sender } from "../net/limits.ts";
import { LobbyLimits } from "../net/lobbyLimits.ts";
import type { GuardReports } from "../net/reports.ts";
import type { LocalRooms } from "./localRooms.ts";
import { Mutes } from "./mutes.ts";
import { send } from "./orderCall.ts";

const CHANNEL = "lobby";
const NOTICES = "notices";

export interface LobbyChat {
  /** Session id and name of the sender. */
  from: string;
  name: string;
  /** The sender says that it is a bot. */
  bot?: true;
  text: string;
  /** Where the sender plays. */
  match: MatchMoment;
}

/** @throws when it is not known whether it was published */
export const noticeToAll = (presence: Presence, text: string): Promise<unknown> =>
  send(presence, NOTICES, text);

export class Lobby {
  readonly mutes = new Mutes();
  readonly #limits = new LobbyLimits();
  readonly #reports: GuardReports;

  constructor(reports: GuardReports) {
    this.#reports = reports;
  }

  /** @returns why the message is refused, for the sender to read; undefined when it was published */
  send(presence: Presence, chat: LobbyChat, { network, share }: Sender): string | undefined {
    const reason = this.#limits.countSent({ network, share });
    if (reason === undefined) presence.publish(CHANNEL, { ...chat, network, share });
    return reason;
  }

  /** Delivers messages of the lobby to the rooms of this process. */
  async join(presence: Presence, rooms: LocalRooms): Promise<void> {
    await presence.subscribe(CHANNEL, ({ network, share, ...chat }: LobbyChat & Sender) => {
      if (!this.#limits.countReceived({ network, share })) this.#reports.refused("lobby_crowded");
      else for (const room of rooms) room.receiveLobbyChat(chat);
    });
    await presence.subscribe(NOTICES, (text: string) => {
      for (const room of rooms) void room.notify(text);
    });
    await this.mutes.join(presence);
  }
}
