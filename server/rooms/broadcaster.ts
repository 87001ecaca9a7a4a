/** Messages to the players of a room. */
import type { Client } from "@colyseus/core";
import type { ServerMessages } from "../../shared/protocol.ts";
import type { NumberedType } from "../cluster/checkpoint.ts";
import type { Broadcaster, GameServer, GameWorld, Place } from "../game.ts";
import type { GuardReports } from "../net/reports.ts";
import type { Outbox } from "./outbox.ts";

/**
 * Those of `announce…` arrive: they are numbered, and sent again to a player who was away. Those of `send…` tell of a moment that is
 * over when the player is back.
 */
export interface RoomBroadcaster {
  announce<K extends NumberedType>(type: K, message: ServerMessages[K]): void;
  announceAround<K extends NumberedType>(at: Place, type: K, message: ServerMessages[K]): void;
  announceTo<K extends NumberedType>(key: string, type: K, message: ServerMessages[K]): void;
  /** To those within the broadcast radius of a place. */
  sendAround(at: Place, type: string, message: object): void;
  sendTo(key: string, type: string, message: object): void;
}

export interface BroadcastTo {
  readonly clients: Iterable<Client> & { getById(sessionId: string): Client | undefined };
  broadcast(type: string, message: unknown): void;
}

/** @param seated session ids of all who have a seat */
export function createBroadcaster(
  room: BroadcastTo,
  game: Pick<GameServer, "players" | "broadcastRadius">,
  world: GameWorld,
  outbox: Pick<Outbox, "say">,
  seated: () => Iterable<string>,
): RoomBroadcaster {
  const radius = game.broadcastRadius(world);
  const players = game.players(world);
  const isNear = (key: string, at: Place): boolean => {
    const player = players.get(key);
    return player !== undefined && Math.abs(player.x - at.x) <= radius && Math.abs(player.y - at.y) <= radius;
  };
  return {
    announce: (type, message) => outbox.say(type, message, seated()),
    announceAround(at, type, message) {
      const all = [...seated()];
      const near = radius === Number.POSITIVE_INFINITY ? all : all.filter((key) => isNear(key, at));
      outbox.say(type, message, near);
    },
    announceTo: (key, type, message) => outbox.say(type, message, [key]),
    sendAround(at, type, message) {
      if (radius === Number.POSITIVE_INFINITY) room.broadcast(type, message);
      else for (const client of room.clients) if (isNear(client.sessionId, at)) client.send(type, message);
    },
    sendTo: (key, type, message) => room.clients.getById(key)?.send(type, message),
  };
}

/** What a game sees of it. @param sends false: only what must arrive is kept, for later */
export function broadcasterOfGame(
  room: RoomBroadcaster,
  { refused }: GuardReports,
  sends: boolean,
): Broadcaster {
  return {
    announce: (text) => room.announce("notice", { text }),
    sendAround: (...message) => void (sends && room.sendAround(...message)),
    sendTo: (...message) => void (sends && room.sendTo(...message)),
    count: refused,
  };
}
