/** The latest of what was said to all, for those who were away when it was said. */
import type { ServerMessages } from "../../shared/protocol.ts";
import type { Said } from "../cluster/checkpoint.ts";

/** As many as a player's screen shows at once, and then some. */
const KEPT = 20;

export class ChatTail {
  said: Said[] = [];

  add(tick: number, message: ServerMessages["chat"]): void {
    this.said.push({ tick, message });
    if (this.said.length > KEPT) this.said.shift();
  }

  /** @returns what was said from that tick on, oldest first */
  from(tick: number): ServerMessages["chat"][] {
    return this.said.filter((said) => said.tick >= tick).map(({ message }) => message);
  }
}
