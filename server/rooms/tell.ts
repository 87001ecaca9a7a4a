/** What happened in a tick, as messages to those it concerns. */
import type { Client } from "@colyseus/core";
import { PHASE, type ServerMessages } from "../../shared/protocol.ts";
import type { SimEvent } from "../sim/world.ts";

/** Messages to the players of a room, checked against the protocol. */
export interface Post {
  toAll<K extends keyof ServerMessages>(type: K, message: ServerMessages[K]): void;
  to<K extends keyof ServerMessages>(sessionId: string, type: K, message: ServerMessages[K]): void;
}

export function postOf(room: {
  clients: { getById(sessionId: string): Client | undefined };
  broadcast(type: string, message: unknown): void;
}): Post {
  return {
    toAll: (type, message) => room.broadcast(type, message),
    to: (sessionId, type, message) => room.clients.getById(sessionId)?.send(type, message),
  };
}

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
      const { type: _, ...message } = event;
      post.toAll("kill", message);
      break;
    }
    case "phase":
      post.toAll("notice", { text: NOTICE[event.phase](event.round) });
  }
}

const NOTICE = {
  [PHASE.warmup]: (round: number) => `Round ${round}: warm-up`,
  [PHASE.live]: (round: number) => `Round ${round}: fight!`,
  [PHASE.podium]: (round: number) => `Round ${round} is over`,
} as const;
