/** What the server says in words, as events of the session. */
import type { Numbered, ServerMessages } from "../../shared/protocol.ts";
import type { Emitter } from "./emitter.ts";
import type { Seeker } from "./seeker.ts";
import type { EngineEvents } from "./view.ts";

export interface Hearer {
  readonly events: Emitter<EngineEvents>;
  /** Number of the newest message that has come: see `Numbered`. */
  heard: number;
  /** Takes the messages that the engine does not know. */
  other(type: string, message: unknown): void;
}

export function hear(type: string, message: unknown, hearer: Hearer, seeker: Seeker): void {
  const { events } = hearer;
  const n = (message as Numbered | undefined)?.n;
  if (n !== undefined) {
    // Told again: it was still on its way when the connection was given up.
    if (n <= hearer.heard) return;
    hearer.heard = n;
  }
  switch (type) {
    case "peers":
      seeker.know((message as ServerMessages["peers"]).addresses);
      break;
    case "chat":
    case "emote":
    case "notice":
    case "gap":
    case "moved":
    case "error":
      events.emit(type, message as never);
      break;
    default:
      hearer.other(type, message);
  }
}
