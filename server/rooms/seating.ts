/**
 * The life of a seat after the join (joining.ts):
 *
 *   join ─▶ in play ──drop──▶ away ──reconnect──▶ in play
 *              │                └── time is over ─┐
 *              └── leaves, kicked, room closed ───┴──▶ gone
 */
import type { Client, Room } from "@colyseus/core";
import { CLOSE } from "../../shared/protocol.ts";
import type { PlayerEntry } from "../cluster/localRooms.ts";
import type { Migrations } from "../cluster/migrations.ts";
import type { SeatOfToken } from "../cluster/reconnection.ts";
import { hasConfirmed, socketOf } from "../framework/client.ts";
import { listingOf } from "../framework/room.ts";
import { InputBudget } from "../net/inputBudget.ts";
import { isBot } from "../net/joinIdentity.ts";
import { closeFor, wasOffender } from "../net/sockets.ts";
import { inputsOf } from "./inputIntake.ts";
import { connectionFor } from "./outbox.ts";
import { hasHungUp, keepSeat, rotateTokens, tokensOf, treatAsDropped } from "./reconnectionTokens.ts";
import type { RoomContext } from "./roomContext.ts";
import type { RoomParts } from "./roomParts.ts";
import type { SeatLimits } from "./seatLimits.ts";
import { noteNetwork, type Seat } from "./seats.ts";

export class Seating {
  readonly #room: Room;
  readonly #parts: RoomParts;
  readonly #context: RoomContext;
  readonly #limits: SeatLimits;
  /** Whether seats are no longer kept for absent players. */
  #closed = false;

  constructor(room: Room, parts: RoomParts) {
    this.#room = room;
    this.#parts = parts;
    this.#context = parts.context;
    this.#limits = parts.context.seatLimits;
  }

  drop(client: Client, code: number | undefined): void {
    const { log, metrics } = this.#context.telemetry;
    const { seats, survival } = this.#parts;
    const seat = seats.get(client.sessionId);
    // The match has migrated: its new owner keeps the seats.
    if (seat === undefined || survival.gone) return;
    // A stopping server keeps no seats, and a kicked player does not return.
    if (code === CLOSE.stopping || this.#closed || seat.kicked || wasOffender(client)) return;
    const connection = connectionFor(client);
    seat.read = Math.max(seat.read, connection?.read ?? 0);
    if (connection?.hasReadJoin) seat.unsentMove = undefined;
    if (!seat.player.away) {
      this.#parts.hosted.match.apply({ type: "drop", key: client.sessionId });
      // A player that drops before it has confirmed its return still has the decoder of before the migration.
      if (hasConfirmed(client)) seat.moved = undefined;
      log.info({ room: this.#room.roomId, player: client.sessionId, code }, "player dropped, seat kept");
    }
    const onGaveUp = (): void => {
      if (!survival.gone) metrics.reconnects.inc({ result: "gave_up" });
    };
    const serves = (): boolean => survival.holds;
    seat.giveUp = keepSeat(this.#room, client, seat, this.#limits.holdAway(seat), onGaveUp, serves);
  }

  back(client: Client): Promise<void> | undefined {
    const { hosted, seats, survival, outbox } = this.#parts;
    const { match, counter, decodersFit } = hosted;
    const seat = seats.get(client.sessionId);
    if (seat === undefined) return undefined;
    if (hasHungUp(client)) return treatAsDropped(client);
    if (!decodersFit && seat.moved !== undefined && connectionFor(client)?.keepsDecoder) {
      // This player stays away, and its seat is kept as after any drop.
      closeFor(socketOf(client), "old_decoder");
      return treatAsDropped(client);
    }
    seat.giveUp = undefined;
    this.#limits.releaseAway(seat);
    noteNetwork(seat, connectionFor(client));
    match.apply({ type: "back", key: client.sessionId });
    seat.inputs = inputsOf(this.#room, client.sessionId);
    seat.budget = new InputBudget();
    rotateTokens(seat, client);
    survival.sendPeers(client);
    announceMigration(client, seat, this.#context.migrations);
    outbox.resend(client, seat, connectionFor(client)?.lastMessage ?? seat.read);
    survival.seatChanged(client.sessionId);
    counter.reconnected();
    const { log } = this.#context.telemetry;
    log.info({ room: this.#room.roomId, player: client.sessionId }, "player back");
    return undefined;
  }

  leave(client: Client, code: number | undefined): void {
    const { hosted, seats, survival } = this.#parts;
    const seat = seats.get(client.sessionId);
    if (seat === undefined) return;
    this.#release(client.sessionId, seat);
    this.#parts.recent.note(client.sessionId, seat.player.name);
    if (survival.gone) return;
    const { game, match, state, rounds } = hosted;
    // Nobody loses by what the server did: it stops, or the player has not found the match again that moved.
    const isItsDoing = code !== CLOSE.stopping && !this.#closed && seat.moved?.counted !== false;
    const needsCheckpoint = rounds?.left(client.sessionId, seat, isItsDoing) ?? false;
    this.#parts.matching?.left(seat);
    match.apply({ type: "leave", key: client.sessionId, ...(seat.kicked ? { kicked: true } : {}) });
    // At once: a checkpoint before the next step lists wire ids in the order of the players.
    game.replication.removePlayer(state, client.sessionId);
    survival.seatLeft(needsCheckpoint);
    const { log } = this.#context.telemetry;
    log.info({ room: this.#room.roomId, player: client.sessionId, code }, "player left");
  }

  /**
   * The room is disposed. Seats are left only when `onCreate` failed, because no client leaves such a room.
   */
  end(): void {
    for (const [session, seat] of this.#parts.seats) this.#release(session, seat);
  }

  #release(session: string, seat: Seat): void {
    this.#parts.seats.delete(session);
    this.#limits.release(seat);
    this.#limits.releaseAway(seat);
    const { metrics } = this.#context.telemetry;
    metrics.players.dec({ room: this.#room.roomName });
    if (isBot(seat.auth)) metrics.bots.dec({ room: this.#room.roomName });
  }

  /** From now on no seat is kept for a player that drops. */
  close(): void {
    this.#closed = true;
  }

  /** @returns where the player with this reconnection token finds its seat */
  seatOf(token: string): SeatOfToken {
    const session = [...this.#parts.seats].find(([, seat]) => tokensOf(seat).includes(token))?.[0];
    const { matchMaker } = this.#context.framework;
    return session === undefined
      ? "unknown"
      : matchMaker.buildSeatReservation(listingOf(this.#room), session);
  }

  /** Number of players that have not followed the match here yet. */
  get awaited(): number {
    let count = 0;
    for (const { moved, player } of this.#parts.seats.values())
      if (moved !== undefined && player.away) count++;
    return count;
  }

  people(): PlayerEntry[] {
    return [...this.#parts.seats].map(([session, { player, auth }]) => ({
      session,
      name: player.name,
      away: player.away,
      ...(isBot(auth) ? { bot: true } : {}),
    }));
  }
}

/** Tells a returning player that the match has migrated. */
function announceMigration(client: Client, seat: Seat, migrations: Migrations): void {
  if (seat.unsentMove !== undefined) client.send("moved", seat.unsentMove);
  if (seat.moved === undefined) return;
  if (!seat.moved.counted) migrations.playerArrived(seat.moved.at);
  seat.moved.counted = true;
}
