/** What players say and ask for in messages: done, or refused in words. */
import type { Presence } from "@colyseus/core";
import { ERROR } from "../../shared/protocol.ts";
import { sayInLobby } from "../cluster/lobby.ts";
import type { Refusal, Said } from "../net/inbox.ts";
import { refused } from "../net/told.ts";
import type { RoomCounter } from "../ops/roomFigures.ts";
import { askReturn } from "../sim/spawns.ts";
import type { World } from "../sim/world.ts";
import { mutedFor } from "./muting.ts";
import type { Seat } from "./seats.ts";
import type { Post } from "./tell.ts";
import type { Watching } from "./watching.ts";

export interface Asked {
  readonly world: World;
  readonly post: Post;
  readonly watching: Watching;
  readonly presence: Presence;
  readonly counter: RoomCounter;
}

/** @param from session id of who sent it. @param type and @param message as they came */
export function hear(from: string, seat: Seat, type: unknown, message: unknown, asked: Asked): void {
  const { tick } = asked.world;
  const said = heardOf(seat, seat.inbox.read(type, message, tick));
  if (said.type !== "refused") {
    act(from, seat, said, asked);
    return;
  }
  refused(said.code);
  if (seat.inbox.mayAnswer(tick)) asked.post.to(from, "error", { code: said.code, message: said.message });
}

/** Nobody hears who is muted. */
function heardOf(seat: Seat, said: Said | Refusal): Said | Refusal {
  const muted = said.type === "chat" || said.type === "emote" ? mutedFor(seat) : undefined;
  return muted === undefined ? said : { type: "refused", code: ERROR.muted, message: muted };
}

function act(
  from: string,
  { ship }: Seat,
  said: Said,
  { world, post, watching, presence, counter }: Asked,
): void {
  switch (said.type) {
    case "chat": {
      if (said.message.scope === "lobby") {
        sayInLobby(presence, { from, name: ship.name, text: said.message.text });
        break;
      }
      const scope = world.settings.hearing === Number.POSITIVE_INFINITY ? "room" : "near";
      post.sayAround(ship, "chat", { from, name: ship.name, text: said.message.text, scope });
      break;
    }
    case "emote":
      post.around(ship, "emote", { from, id: said.message.id });
      break;
    case "respawn":
      askReturn(ship);
      break;
    case "spectate":
      watching.ask(world, from, said.message.sessionId);
      break;
    case "report":
      counter.corrected(said.message.corrections);
  }
}
