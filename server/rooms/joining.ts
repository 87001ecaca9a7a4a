/** A client claims a seat: it is refused, or returns to its own seat, or gets a new one with an entity. */
import { randomInt } from "node:crypto";
import { type Client, type Room, ServerError } from "@colyseus/core";
import { CLOSE, type JoinOptions, PROTOCOL_VERSION, type ServerMessages } from "../../shared/protocol.ts";
import { seatStateOf } from "../framework/reservations.ts";
import { identityIn, isBot, knowsMessages } from "../net/joinIdentity.ts";
import { pilotNumber, playerName, refusedName } from "../net/name.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { inputsOf } from "./inputIntake.ts";
import { connectionFor } from "./outbox.ts";
import { presentToken } from "./reconnectionTokens.ts";
import type { RoomParts } from "./roomParts.ts";
import type { SeatLimits } from "./seatLimits.ts";
import { emptySeat, noteNetwork } from "./seats.ts";

/**
 * A client presents its session, and a token if it returns. A returning player may still have an old
 * connection that looks alive, for example after a change of network: that one is terminated.
 * @returns false when the seat cannot be claimed here, even if the framework has a reservation
 */
export function mayClaim(
  room: Room,
  { survival, seats }: RoomParts,
  sessionId: string,
  token: string | undefined,
): boolean {
  // While this process is unsure whether it owns the match, no client may see its state. After a handover no
  // client may join: a new player is missing in the checkpoint that the target process got, and a returning
  // player would sit in a match that is not stepped, with a token that the target process does not know. A
  // refused client asks again and finds the match.
  if (survival.inDoubt || survival.passed) return false;
  const seat = seats.get(sessionId);
  if (seat !== undefined) presentToken(seat, token, room.clients.getById(sessionId));
  return true;
}

/** A client connected to a seat that it cannot claim. */
export function reportNoSeat(room: Room, { context, survival }: RoomParts, player: string): void {
  const { inDoubt, passed } = survival;
  const { roomId } = room;
  context.reports.refused("no_seat");
  context.telemetry.log.debug(
    { room: roomId, player, seat: seatStateOf(room, player), inDoubt, passed },
    "client refused: it cannot claim the seat",
  );
}

/**
 * A new player with a reservation joins.
 * @throws ServerError with a message for the client: its version is too old, or its player has too many seats
 */
export function join(room: Room, parts: RoomParts, client: Client, options: JoinOptions | undefined): void {
  const { context, hosted, seats } = parts;
  const { game, world, match } = hosted;
  const { telemetry, seatLimits } = context;
  refuseOldClient(options, telemetry);
  holdSeat(client.auth, seatLimits, telemetry);
  try {
    takeSeat(room, parts, client, options);
  } catch (error) {
    // Once the client has its seat, the framework reports the close as a drop.
    if (!seats.has(client.sessionId)) {
      seatLimits.release({ auth: client.auth });
      if (game.players(world).has(client.sessionId)) match.apply({ type: "leave", key: client.sessionId });
    }
    throw error;
  }
}

function refuseOldClient(options: JoinOptions | undefined, { events, metrics }: Telemetry): void {
  if (typeof options?.version !== "number" || options.version >= PROTOCOL_VERSION) return;
  metrics.joins.inc({ result: "too_old" });
  events.add("refused", "join: a client too old");
  throw new ServerError(CLOSE.tooOld, "this version of the game is too old; reload the page");
}

/** Counts one more seat of the player. */
function holdSeat(auth: unknown, limits: SeatLimits, { events, metrics }: Telemetry): void {
  if (limits.hold(auth)) return;
  metrics.joins.inc({ result: "too_many_seats" });
  events.add("refused", "join: too many seats");
  throw new ServerError(CLOSE.tooMany, "you play in too many places already");
}

function takeSeat(room: Room, parts: RoomParts, client: Client, options: JoinOptions | undefined): void {
  const { context, hosted, seats, survival, firstTokens } = parts;
  const { game, world, match, state, broadcaster, counter } = hosted;
  const { telemetry, textFilter } = context;
  const { log, metrics } = telemetry;
  const { sessionId } = client;
  const { id, asked, bot: author, skill } = identityIn(client.auth);
  const { name, refused } = playerName(
    options?.name,
    id === undefined ? randomInt(10000) : pilotNumber(id),
    textFilter,
  );
  const bot = isBot(client.auth);
  const known = skill === undefined ? {} : { skill };
  match.apply({ type: "join", key: sessionId, name, ...(bot ? { bot } : {}), ...known });
  const player = match.seated.get(sessionId)!;
  const seat = emptySeat(player, game.game, textFilter, firstTokens.next(), client.auth);
  noteNetwork(seat, connectionFor(client));
  seat.inputs = inputsOf(room, sessionId);
  client.reconnectionToken = seat.token;
  seats.set(sessionId, seat);
  metrics.players.inc({ room: room.roomName });
  if (bot) metrics.bots.inc({ room: room.roomName });
  survival.seatTaken(sessionId);
  // Published at once, so that the full state of this join contains the player.
  game.replication.publishPlayer(world, state, sessionId);
  survival.sendPeers(client);
  if (context.logs !== undefined && knowsMessages(client.auth))
    client.send("logged", { match: room.roomId } satisfies ServerMessages["logged"]);
  if (refused !== undefined) broadcaster.announceTo(sessionId, "notice", refusedName({ name, refused }));
  counter.joined();
  // The request may have reached another machine, whose clock may be ahead.
  if (asked !== undefined) metrics.joinSeconds.observe(Math.max(0, Date.now() - asked) / 1000);
  log.info(
    { room: room.roomId, player: sessionId, callsign: player.name, ...(bot ? { bot: author || true } : {}) },
    "player joined",
  );
}
