/** The checkpoint of a room: its owner takes it, and the next owner restores it. */
import type { Room } from "@colyseus/core";
import type { Match } from "../../shared/log/match.ts";
import { CLOSE, type MovedReason } from "../../shared/protocol.ts";
import {
  encodeCheckpoint,
  type LeftPlayers,
  type RestoredMatch,
  type SeatSnapshot,
} from "../cluster/checkpoint.ts";
import type { SeatRecord } from "../cluster/tail.ts";
import { absentClient } from "../framework/client.ts";
import type { MatchMaker } from "../framework/framework.ts";
import { addAbsentClients } from "../framework/room.ts";
import type { GameServer } from "../game.ts";
import { isBot } from "../net/joinIdentity.ts";
import type { WireIds } from "../replication/wireIds.ts";
import { connectionFor, type Outbox } from "./outbox.ts";
import type { RoomContext } from "./roomContext.ts";
import { emptySeat, type Seat } from "./seats.ts";
import type { Spectating } from "./spectating.ts";

/** What a checkpoint contains. */
export interface CheckpointedRoom {
  readonly context: RoomContext;
  readonly game: GameServer;
  match(): Match;
  readonly seats: Map<string, Seat>;
  readonly outbox: Outbox;
  readonly spectating: Spectating;
  wireIds(): WireIds;
  left(): LeftPlayers | undefined;
}

/**
 * @param moved the reason of the migration, if the match is restored from this checkpoint
 * @param tail format of the tail that follows; absent: no tail follows
 */
export function takeCheckpoint(
  room: Room,
  on: CheckpointedRoom,
  moved: MovedReason,
  tail: string | undefined,
): Buffer {
  const { game, match, seats, outbox, spectating, wireIds } = on;
  const { world } = match();
  const left = on.left();
  outbox.noteCheckpoint();
  return encodeCheckpoint(game, world, {
    seats: [...seats].map(([sessionId, seat]) => snapshotSeat(room, sessionId, seat, world.tick)),
    newestMessage: outbox.newest,
    views: spectating.views,
    wireIds: wireIds(),
    elapsed: room.clock.elapsedTime,
    at: Date.now(),
    moved,
    ...(tail === undefined ? {} : { tail }),
    ...(left === undefined ? {} : { left }),
  });
}

function snapshotSeat(room: Room, sessionId: string, seat: Seat, tick: number): SeatSnapshot {
  const backlog = seat.backlog.snapshot(tick);
  const client = room.clients.getById(sessionId);
  const read = (client && connectionFor(client)?.read) || seat.read;
  return { ...seatRecord(sessionId, seat), ...(backlog === undefined ? {} : { backlog, read }) };
}

/** A seat without its messages. */
export const seatRecord = (
  sessionId: string,
  { token, next, previous, auth, flown, mutedUntil, moved, player, isHeld }: Seat,
): SeatRecord => ({
  ...{ sessionId, token, next, flown },
  ...(previous === undefined ? {} : { previous }),
  ...(auth === undefined ? {} : { auth }),
  ...(mutedUntil === 0 ? {} : { mutedUntil }),
  ...(moved?.counted === false ? { migrating: true } : {}),
  ...(player.away && isHeld === false ? { isExtra: true } : {}),
});

/**
 * Restores the room of a match that was in another process; its players follow soon. Call it while the room
 * is created.
 */
export function restoreRoom(
  room: Room,
  { context, game, match: matchOf, seats, outbox, spectating }: CheckpointedRoom,
  restored: RestoredMatch,
  epoch: number,
): void {
  const { room: snapshot } = restored;
  const match = matchOf();
  const { world } = match;
  const { framework, migrations, seatLimits, telemetry, textFilter } = context;
  migrations.roomArrived();
  room.clock.elapsedTime = snapshot.elapsed;
  outbox.restore(snapshot.newestMessage, epoch);
  spectating.views = snapshot.views;
  for (const seated of snapshot.seats) {
    const {
      sessionId,
      auth,
      backlog,
      read = 0,
      mutedUntil = 0,
      flown,
      migrating,
      isExtra,
      ...tokens
    } = seated;
    const player = game.players(world).get(sessionId)!;
    const wasAway = player.away;
    if (!wasAway) match.apply({ type: "migrate", key: sessionId });
    const seat = emptySeat(player, game.game, textFilter, tokens, auth);
    // Above the limit too: the seat exists, and is released like any other.
    seatLimits.hold(auth, Number.POSITIVE_INFINITY);
    if (backlog !== undefined) seat.backlog.restore(backlog);
    seat.read = read;
    seat.mutedUntil = mutedUntil;
    seat.flown = flown;
    if (isExtra) seat.isHeld = false;
    // A player that was away is told too, but does not count as migrated, unless an earlier migration was the
    // reason for its absence.
    seat.unsentMove = { reason: snapshot.moved, epoch };
    seat.moved = { at: snapshot.at, counted: wasAway && migrating === undefined };
    seats.set(sessionId, seat);
    telemetry.metrics.players.inc({ room: room.roomName });
    if (isBot(auth)) telemetry.metrics.bots.inc({ room: room.roomName });
  }
  restoreSeats(framework.matchMaker, room, snapshot.seats);
}

/**
 * Must be called while the room is created, after the room has its seats: `onDrop` is called for each of
 * them. For the framework each seat belongs to a client that has just dropped, so reconnection, expiry and
 * counting work as after any drop.
 */
function restoreSeats(matchMaker: MatchMaker, room: Room, seats: readonly SeatSnapshot[]): void {
  const clients = seats.map(({ sessionId, token, previous, auth }) =>
    // A client that has not confirmed its latest reconnection may hold the previous token.
    absentClient({ sessionId, reconnectionToken: token, auth, hasConfirmed: previous === undefined }),
  );
  addAbsentClients(matchMaker, room, clients, CLOSE.comeBack);
}
