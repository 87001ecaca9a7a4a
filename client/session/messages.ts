/** What the server says in words, as events of the session. */
import type { Numbered, ServerMessages } from "../../shared/protocol.ts";
import type { Emitter } from "./emitter.ts";
import type { RoomLocator } from "./roomLocator.ts";
import type { EngineEvents } from "./view.ts";

export interface MessageReceiver {
  readonly events: Emitter<EngineEvents>;
  /** Number of the newest message that has come: see `Numbered`. */
  heard: number;
  /** Epoch of the latest move that the player was told of. */
  movedTo: number;
  /** Takes the messages that the engine does not know. */
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
    // Told again: it was still on its way when the connection was given up.
    if (n <= receiver.heard) return;
    receiver.heard = n;
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
    case "chat":
    case "emote":
    case "notice":
    case "gap":
    case "logged":
    case "error":
      events.emit(type, message as never);
      break;
    default:
      receiver.other(type, message);
  }
}
