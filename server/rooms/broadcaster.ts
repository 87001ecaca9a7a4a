/** Messages to the players of a room. */
import type { Client } from "@colyseus/core";
import type { ServerMessages } from "../../shared/protocol.ts";
import type { NumberedType } from "../cluster/checkpoint.ts";
import type { Broadcaster, GameServer, GameWorld, Place } from "../game.ts";
import type { GuardReports } from "../net/reports.ts";
import type { Outbox } from "./outbox.ts";

/**
 * Messages of `announce…` are delivered reliably: they are numbered, and repeated to a player who was away.
 * Messages of `send…` describe a moment, and are lost on a player who is away.
 */
export interface RoomBroadcaster {
  announce<K extends NumberedType>(type: K, message: ServerMessages[K]): void;
  announceAround<K extends NumberedType>(at: Place, type: K, message: ServerMessages[K]): void;
  announceTo<K extends NumberedType>(key: string, type: K, message: ServerMessages[K]): void;
  /** To the players within the broadcast radius of a place. */
  sendAround(at: Place, type: string, message: object): void;
  sendTo(key: string, type: string, message: object): void;
}

export interface BroadcastTo {
  readonly clients: Iterable<Client> & { getById(sessionId: string): Client | undefined };
  broadcast(type: string, message: unknown): void;
}

/** @param seated session ids of all players with a seat */
export function createBroadcaster(
  room: BroadcastTo,
  game: Pick<GameServer, "players" | "broadcastRadius">,
  world: GameWorld,
  outbox: Pick<Outbox, "add">,
  seated: () => Iterable<string>,
): RoomBroadcaster {
  const radius = game.broadcastRadius(world);
  const players = game.players(world);
  const isNear = (key: string, at: Place): boolean => {
    const player = players.get(key);
    return player !== undefined && Math.abs(player.x - at.x) <= radius && Math.abs(player.y - at.y) <= radius;
  };
  return {
    announce: (type, message) => outbox.add(type, message, seated()),
    announceAround(at, type, message) {
      const all = [...seated()];
      const near = radius === Number.POSITIVE_INFINITY ? all : all.filter((key) => isNear(key, at));
      outbox.add(type, message, near);
    },
    announceTo: (key, type, message) => outbox.add(type, message, [key]),
    sendAround(at, type, message) {
      if (radius === Number.POSITIVE_INFINITY) room.broadcast(type, message);
      else for (const client of room.clients) if (isNear(client.sessionId, at)) client.send(type, message);
    },
    sendTo: (key, type, message) => room.clients.getById(key)?.send(type, message),
  };
}

/**
 * The part of a broadcaster that a game sees.
 * @param sends false: numbered messages are kept for later, others are dropped
 */
export function broadcasterOfGame(
  room: RoomBroadcaster,
  { refused }: GuardReports,
  sends: boolean,
): Broadcaster {
  return {
    announce: (text, code) => room.announce("notice", { text, ...code }),
    sendAround: (...message) => void (sends && room.sendAround(...message)),
    sendTo: (...message) => void (sends && room.sendTo(...message)),
    count: refused,
  };
}
