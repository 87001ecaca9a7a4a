/** Turns messages of the server into events of the session. */
import type { MessageOf, Numbered, ServerMessages } from "../../shared/protocol.ts";
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
  const { events, members, muted } = receiver;
  const n = (message as Numbered | undefined)?.n;
  if (n !== undefined) {
    // The server repeats what was in flight at a reconnection; this copy is not the first.
    if (n <= receiver.lastMessage) return;
    receiver.lastMessage = n;
  }
  const received = { type, message } as MessageOf<ServerMessages>;
  switch (received.type) {
    case "peers":
      locator.know(received.message.addresses);
      break;
    case "moved":
      if (received.message.epoch === receiver.movedTo) return;
      receiver.movedTo = received.message.epoch;
      events.emit(received.type, received.message);
      break;
    case "members":
      members.clear();
      for (const { key, name } of received.message.members) members.set(key, name);
      events.emit(received.type, received.message);
      break;
    case "chat":
    case "emote":
    case "quickChat":
    case "typing":
      if (!muted.has(received.message.from)) events.emit(received.type, received.message);
      break;
    case "recorded":
    case "reported":
    case "notice":
    case "gap":
    case "logged":
    case "match":
    case "party":
    case "error":
      events.emit(received.type, received.message);
      break;
    default:
      received satisfies never;
      receiver.other(type, message);
  }
}
