/** What the server says in words, as events of the session. */
import type { ServerMessages } from "../../shared/protocol.ts";
import type { Emitter } from "./emitter.ts";
import type { Seeker } from "./seeker.ts";
import type { SessionEvents } from "./view.ts";

export interface Hearer {
  readonly key: string;
  readonly events: Emitter<SessionEvents>;
}

export function hear(type: string, message: unknown, { key, events }: Hearer, seeker: Seeker): void {
  switch (type) {
    case "hit": {
      const hit = message as ServerMessages["hit"];
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
    case "moved":
    case "error":
      events.emit(type, message as never);
  }
}
