/** What happened in a tick, as messages to those it concerns. */
import type { Client } from "@colyseus/core";
import type { SimEvent, World } from "../../games/skirmish/server/world.ts";
import { PHASE, type ServerMessages } from "../../shared/protocol.ts";
import type { NumberedType } from "../cluster/checkpoint.ts";
import { notePlayerMoved } from "../cluster/moves.ts";
import { refused } from "../net/told.ts";
import type { Outbox } from "./outbox.ts";
import type { Seat } from "./seats.ts";

/** Messages of the moment: who is away misses them. */
type Passing = Exclude<keyof ServerMessages, NumberedType>;

/** Messages to the players of a room, checked against the protocol. */
export interface Post {
  /** Must arrive: numbered, and told again to who was away. */
  sayToAll<K extends NumberedType>(type: K, message: ServerMessages[K]): void;
  sayAround<K extends NumberedType>(at: Place, type: K, message: ServerMessages[K]): void;
  sayTo<K extends NumberedType>(sessionId: string, type: K, message: ServerMessages[K]): void;
  /** To those within hearing of a place. */
  around<K extends Passing>(at: Place, type: K, message: ServerMessages[K]): void;
  to<K extends Passing>(sessionId: string, type: K, message: ServerMessages[K]): void;
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
  outbox: Pick<Outbox, "say">,
  /** Session ids of all who have a seat. */
  seated: () => Iterable<string>,
): Post {
  const hears = (sessionId: string, at: Place): boolean => {
    const ship = ships.get(sessionId);
    return ship !== undefined && Math.abs(ship.x - at.x) <= hearing && Math.abs(ship.y - at.y) <= hearing;
  };
  return {
    sayToAll: (type, message) => outbox.say(type, message, seated()),
    sayAround: (at, type, message) => {
      const all = [...seated()];
      const near = hearing === Number.POSITIVE_INFINITY ? all : all.filter((one) => hears(one, at));
      outbox.say(type, message, near);
    },
    sayTo: (sessionId, type, message) => outbox.say(type, message, [sessionId]),
    around: (at, type, message) => {
      if (hearing === Number.POSITIVE_INFINITY) room.broadcast(type, message);
      else for (const client of room.clients) if (hears(client.sessionId, at)) client.send(type, message);
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
      post.sayToAll("notice", { text: NOTICE[event.phase](event.round) });
  }
}

const NOTICE = {
  [PHASE.warmup]: (round: number) => `Round ${round}: warm-up`,
  [PHASE.live]: (round: number) => `Round ${round}: fight!`,
  [PHASE.podium]: (round: number) => `Round ${round} is over`,
} as const;

/** A player is back in a match that has moved meanwhile. */
export function tellMoved(client: Client, seat: Seat): void {
  if (seat.moved === undefined) return;
  client.send("moved", { reason: seat.moved.reason } satisfies ServerMessages["moved"]);
  if (!seat.moved.counted) notePlayerMoved(seat.moved.at);
  seat.moved.counted = true;
}
