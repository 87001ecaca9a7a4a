/** What happened in a tick, as messages to those it concerns. */
import type { Client } from "@colyseus/core";
import { PHASE, type ServerMessages } from "../../shared/protocol.ts";
import { refused } from "../net/told.ts";
import type { SimEvent, World } from "../sim/world.ts";

/** Messages to the players of a room, checked against the protocol. */
export interface Post {
  toAll<K extends keyof ServerMessages>(type: K, message: ServerMessages[K]): void;
  /** To those within hearing of a place. */
  around<K extends keyof ServerMessages>(at: Place, type: K, message: ServerMessages[K]): void;
  to<K extends keyof ServerMessages>(sessionId: string, type: K, message: ServerMessages[K]): void;
}

interface Place {
  x: number;
  y: number;
}

export function postOf(
  room: {
    clients: Iterable<Client> & { getById(sessionId: string): Client | undefined };
    broadcast(type: string, message: unknown): void;
  },
  { ships, settings: { hearing } }: Pick<World, "ships" | "settings">,
): Post {
  const hears = ({ sessionId }: Client, at: Place): boolean => {
    const ship = ships.get(sessionId);
    return ship !== undefined && Math.abs(ship.x - at.x) <= hearing && Math.abs(ship.y - at.y) <= hearing;
  };
  return {
    toAll: (type, message) => room.broadcast(type, message),
    around: (at, type, message) => {
      if (hearing === Number.POSITIVE_INFINITY) room.broadcast(type, message);
      else for (const client of room.clients) if (hears(client, at)) client.send(type, message);
    },
    to: (sessionId, type, message) => room.clients.getById(sessionId)?.send(type, message),
  };
}

/** Called once a tick's events are in the state. */
export function tell(event: SimEvent, post: Post): void {
  switch (event.type) {
    case "hit": {
      const { by, target, damage } = event;
      const message = { by: by.key, target: target.key, damage };
      post.to(by.key, "hit", message);
      post.to(target.key, "hit", message);
      break;
    }
    case "kill": {
      const { type: _, at, ...message } = event;
      post.around(at, "kill", message);
      break;
    }
    case "stamp":
      refused(`stamp_${event.outlier}`);
      break;
    case "phase":
      post.toAll("notice", { text: NOTICE[event.phase](event.round) });
  }
}

const NOTICE = {
  [PHASE.warmup]: (round: number) => `Round ${round}: warm-up`,
  [PHASE.live]: (round: number) => `Round ${round}: fight!`,
  [PHASE.podium]: (round: number) => `Round ${round} is over`,
} as const;
