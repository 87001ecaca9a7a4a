/** Handles the messages of players: carries each one out, or refuses it with an answer. */
import type { Room } from "@colyseus/core";
import { ERROR, type ServerMessages } from "../../shared/protocol.ts";
import { guardFrames } from "../net/frameGuard.ts";
import type { Message, RefusedMessage } from "../net/inbox.ts";
import { isBot } from "../net/joinIdentity.ts";
import { mutedFor } from "./muting.ts";
import { matchMomentOf, refusalOfReport, reportPlayer } from "./reporting.ts";
import type { RoomParts } from "./roomParts.ts";
import type { Seat } from "./seats.ts";

/** The parts of a room that messages act on. */
export type MessageContext = Pick<
  RoomParts,
  | "context"
  | "hosted"
  | "spectating"
  | "presence"
  | "parties"
  | "seats"
  | "recent"
  | "typing"
  | "roomId"
  | "roomName"
> & {
  /** See `RoomOwnership`. */
  readonly survival: { readonly mayStep: boolean };
};

/** Routes the players' messages to `handleMessage`. Must be called once per room. */
export function receiveMessages(room: Room, parts: RoomParts): void {
  guardFrames(room, ({ sessionId }, type, body) => {
    const seat = parts.seats.get(sessionId);
    if (seat === undefined) return;
    const { busyRoom } = parts.context.telemetry;
    busyRoom.during(room.roomId, () => handleMessage(sessionId, seat, type, body, parts));
  });
}

/** @param from session id of the sender. @param type and @param body as received: they may be anything */
export function handleMessage(
  from: string,
  seat: Seat,
  type: unknown,
  body: unknown,
  parts: MessageContext,
): void {
  const { broadcaster, world } = parts.hosted;
  const { tick } = world;
  const read = seat.inbox.read(type, body, tick);
  const message = read.type === "refused" ? read : (refusalOf(from, seat, read, parts) ?? read);
  if (message.type !== "refused") {
    act(from, seat, message, parts);
    return;
  }
  const { code, message: text } = message;
  parts.context.reports.refused(code);
  if (parts.survival.mayStep && seat.inbox.mayAnswer(tick))
    broadcaster.sendTo(from, "error", { code, message: text });
}

/** Messages that a muted player may not send. */
const SPEECH: ReadonlySet<Message["type"]> = new Set(["chat", "quickChat", "emote"]);

/**
 * Refuses chat and emotes of a muted player, lobby chat and reports above their rate limits, and reports
 * about unknown players.
 */
function refusalOf(
  from: string,
  seat: Seat,
  message: Message,
  parts: MessageContext,
): RefusedMessage | undefined {
  const { context, presence } = parts;
  if (message.type === "reportPlayer") return refusalOfReport(from, seat, message.body, parts);
  if (!SPEECH.has(message.type)) return undefined;
  const { lobby } = context;
  const muted = mutedFor(seat, lobby.mutes);
  if (muted !== undefined) return { type: "refused", code: ERROR.muted, message: muted };
  if (message.type !== "chat" || message.body.scope !== "lobby") return undefined;
  const { name } = seat.player;
  const chat = { from, name, ...markOf(seat), text: message.body.text, match: matchMomentOf(parts) };
  const crowded = lobby.send(presence, chat, seat);
  return crowded === undefined ? undefined : { type: "refused", code: ERROR.tooFast, message: crowded };
}

/** The mark of a bot, for messages. */
const markOf = ({ auth }: Seat): { bot?: true } => (isBot(auth) ? { bot: true } : {});

function act(from: string, seat: Seat, message: Message, parts: MessageContext): void {
  const { player } = seat;
  const { spectating } = parts;
  const { game, world, match, broadcaster, observer, counter } = parts.hosted;
  switch (message.type) {
    case "chat": {
      if (message.body.scope === "lobby") break;
      const sent: ServerMessages["chat"] = {
        ...{ from, name: player.name, ...markOf(seat), text: message.body.text },
        scope: game.broadcastRadius(world) === Number.POSITIVE_INFINITY ? "room" : "near",
      };
      broadcaster.announceAround(player, "chat", sent);
      parts.recent.note(from, player.name, message.body.text);
      break;
    }
    case "emote":
      // An emote describes a moment: it is dropped while this process is unsure whether it still owns the
      // match.
      if (parts.survival.mayStep) broadcaster.sendAround(player, "emote", { from, id: message.body.id });
      break;
    case "quickChat": {
      const { id } = message.body;
      const sent: ServerMessages["quickChat"] = { from, name: player.name, ...markOf(seat), id };
      // It describes a moment, like an emote.
      if (parts.survival.mayStep) broadcaster.sendAround(player, "quickChat", sent);
      break;
    }
    case "typing":
      // It is no fault to write while muted: the line itself will be refused.
      if (
        parts.survival.mayStep &&
        mutedFor(seat, parts.context.lobby.mutes) === undefined &&
        parts.typing.take(world.tick)
      )
        broadcaster.sendAround(player, "typing", {
          from,
          name: player.name,
        } satisfies ServerMessages["typing"]);
      break;
    case "spectate":
      if (spectating.ask(game, world, from, message.body.sessionId))
        match.apply({ type: "watch", key: from, other: message.body.sessionId });
      break;
    case "reportPlayer":
      void reportPlayer(from, seat, message.body, parts);
      break;
    case "party":
      void parts.parties.join(from, seat, message.body.party);
      break;
    case "report":
      counter.corrected(message.body.corrections);
      break;
    case "question": {
      // An answer describes a moment, like an emote.
      const answer = observer?.answer(from, message.name, message.body);
      if (answer !== undefined && parts.survival.mayStep) broadcaster.sendTo(from, message.name, answer);
      break;
    }
    case "game":
      match.apply({ type: "message", key: from, name: message.name, body: message.body });
      break;
    default:
      message satisfies never;
  }
}
