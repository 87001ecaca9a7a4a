/** Turns messages of the server into events of the session. */
import type { Numbered, ServerMessages } from "../../shared/protocol.ts";
import type { Emitter } from "./emitter.ts";
import type { RoomLocator } from "./roomLocator.ts";
import type { EngineEvents } from "./view.ts";

export interface MessageReceiver {
  readonly events: Emitter<EngineEvents>;
  /** Number of the newest message received: see `Numbered`. */
  lastMessage: number;
  /** Epoch of the latest migration of which the player was notified. */
  movedTo: number;
  /** Session ids of players whose chat and emotes are dropped. */
  readonly muted: ReadonlySet<string>;
  /** See `AnySession`. */
  readonly members: Map<string, string>;
  /** Receives the messages that the engine does not know. */
  other(type: string, message: unknown): void;
}

export function handleMessage(
  type: string,
  message: unknown,
  receiver: MessageReceiver,
  locator: RoomLocator,
): void {
  const { events } = receiver;
  const n = (message as Numbered | undefined)?.n;
  if (n !== undefined) {
    // The server repeats what was in flight at a reconnection; this copy is not the first.
    if (n <= receiver.lastMessage) return;
    receiver.lastMessage = n;
  }
  switch (type) {
    case "peers":
      locator.know((message as ServerMessages["peers"]).addresses);
      break;
    case "moved": {
      const moved = message as ServerMessages["moved"];
      if (moved.epoch === receiver.movedTo) return;
      receiver.movedTo = moved.epoch;
      events.emit("moved", moved);
      break;
    }
    case "members":
      receiver.members.clear();
      for (const { key, name } of (message as ServerMessages["members"]).members)
        receiver.members.set(key, name);
      events.emit(type, message as never);
      break;
    case "chat":
    case "emote":
    case "quickChat":
    case "typing":
      if (!receiver.muted.has((message as { from: string }).from)) events.emit(type, message as never);
      break;
    case "recorded":
    case "reported":
    case "notice":
    case "gap":
    case "logged":
    case "match":
    case "party":
    case "error":
      events.emit(type, message as never);
      break;
    default:
      receiver.other(type, message);
  }
}
