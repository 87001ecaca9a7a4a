/** A server on a framework of which a member has been given another name, as an update may do it. */
import { Room } from "@colyseus/core";

const members = Room.prototype as object as { _onLeave?: unknown; _onGone?: unknown };
members._onGone = members._onLeave;
delete members._onLeave;
await import("../../server/main.ts");
