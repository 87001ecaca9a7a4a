/** A server on a framework in which one private member has another name, as after an update. */
import { Room } from "@colyseus/core";

const members = Room.prototype as object as { _onLeave?: unknown; _onGone?: unknown };
members._onGone = members._onLeave;
delete members._onLeave;
await import("../../server/main.ts");
