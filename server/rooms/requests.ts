/** What players say and ask for in messages: done, or refused in words. */
import type { Presence } from "@colyseus/core";
import { askReturn } from "../../games/skirmish/server/spawns.ts";
import type { World } from "../../games/skirmish/server/world.ts";
import { ERROR } from "../../shared/protocol.ts";
import type { Lobby } from "../cluster/lobby.ts";
import type { Refusal, Said } from "../net/inbox.ts";
import { refused } from "../net/told.ts";
import type { RoomCounter } from "../ops/roomFigures.ts";
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
  readonly lobby: Lobby;
  /** See `Tenure`. */
  readonly survival: { readonly mayStep: boolean };
}

/** @param from session id of who sent it. @param type and @param message as they came */
export function hear(from: string, seat: Seat, type: unknown, message: unknown, asked: Asked): void {
  const { tick } = asked.world;
  const read = seat.inbox.read(type, message, tick);
  const said = read.type === "refused" ? read : (refusalOf(from, seat, read, asked) ?? read);
  if (said.type !== "refused") {
    act(from, seat, said, asked);
    return;
  }
  refused(said.code);
  if (asked.survival.mayStep && seat.inbox.mayAnswer(tick))
    asked.post.to(from, "error", { code: said.code, message: said.message });
}

/** Nobody hears who is muted; the lobby hears so much and no more. */
function refusalOf(from: string, seat: Seat, said: Said, { lobby, presence }: Asked): Refusal | undefined {
  if (said.type !== "chat" && said.type !== "emote") return undefined;
  const muted = mutedFor(seat, lobby.mutes);
  if (muted !== undefined) return { type: "refused", code: ERROR.muted, message: muted };
  if (said.type !== "chat" || said.message.scope !== "lobby") return undefined;
  const chat = { from, name: seat.ship.name, text: said.message.text };
  const crowded = lobby.say(presence, chat, seat);
  return crowded === undefined ? undefined : { type: "refused", code: ERROR.tooFast, message: crowded };
}

function act(from: string, { ship }: Seat, said: Said, asked: Asked): void {
  const { world, post, watching, counter } = asked;
  switch (said.type) {
    case "chat": {
      if (said.message.scope === "lobby") break;
      const scope = world.settings.hearing === Number.POSITIVE_INFINITY ? "room" : "near";
      post.sayAround(ship, "chat", { from, name: ship.name, text: said.message.text, scope });
      break;
    }
    case "emote":
      // It is of a moment in which it is not known whether the match is here.
      if (asked.survival.mayStep) post.around(ship, "emote", { from, id: said.message.id });
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
