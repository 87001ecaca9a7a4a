/** What the server says in words, as events of the session. */
import type { SkirmishMessages } from "../../games/skirmish/shared/messages.ts";
import type { Numbered, ServerMessages } from "../../shared/protocol.ts";
import type { Emitter } from "./emitter.ts";
import type { Seeker } from "./seeker.ts";
import type { SessionEvents } from "./view.ts";

export interface Hearer {
  readonly key: string;
  readonly events: Emitter<SessionEvents>;
  /** Number of the newest message that has come: see `Numbered`. */
  heard: number;
}

export function hear(type: string, message: unknown, hearer: Hearer, seeker: Seeker): void {
  const { key, events } = hearer;
  const n = (message as Numbered | undefined)?.n;
  if (n !== undefined) {
    // Told again: it was still on its way when the connection was given up.
    if (n <= hearer.heard) return;
    hearer.heard = n;
  }
  switch (type) {
    case "hit": {
      const hit = message as SkirmishMessages["hit"];
      events.emit("hit", { ...hit, mine: hit.by === key });
      break;
    }
    case "peers":
      seeker.know((message as ServerMessages["peers"]).addresses);
      break;
    case "kill":
    case "chat":
    case "emote":
    case "notice":
    case "gap":
    case "moved":
    case "error":
      events.emit(type, message as never);
  }
}
