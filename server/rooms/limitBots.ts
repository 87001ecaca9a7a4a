/** How many bots a room takes (`ALLOW_BOTS`), and the count of those that are refused. */
import type { Room } from "@colyseus/core";
import type { SeatAnswer } from "../cluster/ports.ts";
import { expectedAuths } from "../framework/reservations.ts";
import { BotRefused, whyNoMoreBots } from "../net/admitBot.ts";
import { identityIn, isBot } from "../net/joinIdentity.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { RoomParts } from "./roomParts.ts";
import { botsIn } from "./seats.ts";

/**
 * Decides whether the room takes a player that asks for a seat. A bot that holds a reservation counts, so its
 * join never finds the room full of bots. A bot that asked for this room by id gets the refusal; for others,
 * matchmaking asks the next room.
 */
export function admitToRoom(
  room: Room,
  { context, seats }: Pick<RoomParts, "context" | "seats">,
  auth: unknown,
): SeatAnswer {
  if (!isBot(auth)) return true;
  const bots = botsIn(seats) + expectedAuths(room).filter(isBot).length;
  const botRefused = whyNoMoreBots(context.bots, room.maxClients, bots);
  if (botRefused === undefined) return true;
  if (identityIn(auth).byId) countRefusedBot(context.telemetry);
  return { botRefused };
}

/** @throws what `admit` throws, once a refusal of a bot has been counted */
export function countRefusedBots<T>(telemetry: Telemetry, admit: () => T): T {
  try {
    return admit();
  } catch (error) {
    if (error instanceof BotRefused) countRefusedBot(telemetry);
    throw error;
  }
}

function countRefusedBot({ events, metrics }: Telemetry): void {
  metrics.joins.inc({ result: "bot_refused" });
  events.add("refused", "join: a bot that ALLOW_BOTS does not admit");
}
