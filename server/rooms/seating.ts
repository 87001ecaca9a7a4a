/**
 * The life of a seat, from the join to the leave:
 *
 *   join ─▶ in play ──drop──▶ away ──back──▶ in play
 *              │                └── time is over ─┐
 *              └── leaves, kicked, room closed ───┴──▶ gone
 */
import { randomInt } from "node:crypto";
import type { Client } from "@colyseus/core";
import { CLOSE, type JoinOptions } from "../../shared/protocol.ts";
import type { PlayerEntry } from "../cluster/localRooms.ts";
import type { Migrations } from "../cluster/migrations.ts";
import { hasConfirmed, socketOf } from "../framework/client.ts";
import type { JoinIdentity } from "../net/identity.ts";
import { InputBudget, type InputQueue } from "../net/inputBudget.ts";
import { pilotNumber, playerName, refusedName } from "../net/name.ts";
import { closeFor, wasOffender } from "../net/sockets.ts";
import type { GameRoom } from "./gameRoom.ts";
import { holdSeat, refuseOldClient } from "./joinRefusals.ts";
import { connectionFor } from "./outbox.ts";
import {
  hasHungUp,
  keepSeat,
  newTokens,
  presentToken,
  rotateTokens,
  tokensOf,
  treatAsDropped,
} from "./reconnectionTokens.ts";
import type { RoomContext } from "./roomContext.ts";
import type { RoomParts } from "./roomParts.ts";
import type { SeatLimits } from "./seatLimits.ts";
import { emptySeat, noteNetwork, type Seat } from "./seats.ts";

export class Seating {
  readonly #room: GameRoom;
  readonly #parts: RoomParts;
  readonly #context: RoomContext;
  readonly #limits: SeatLimits;
  /** No seat is kept for a return. */
  #closed = false;

  constructor(room: GameRoom, parts: RoomParts) {
    this.#room = room;
    this.#parts = parts;
    this.#context = parts.context;
    this.#limits = parts.context.seatLimits;
  }

  /** @throws ServerError that the client is told: it is too old, or its player has too many seats */
  join(client: Client, options: JoinOptions | undefined): void {
    const { telemetry } = this.#context;
    refuseOldClient(options, telemetry);
    holdSeat(client.auth, this.#limits, telemetry);
    try {
      this.#enter(client, options);
    } catch (error) {
      const { game, world, match, seats } = this.#parts;
      // Of one that has its seat by now the framework says that it drops.
      if (!seats.has(client.sessionId)) {
        this.#limits.release({ auth: client.auth });
        if (game.players(world).has(client.sessionId)) match.apply({ type: "leave", key: client.sessionId });
      }
      throw error;
    }
  }

  #enter(client: Client, options: JoinOptions | undefined): void {
    const { telemetry, textFilter } = this.#context;
    const { log, metrics } = telemetry;
    const { game, world, match, state, seats, survival, broadcaster, counter } = this.#parts;
    const { sessionId } = client;
    const { id } = (client.auth ?? {}) as JoinIdentity;
    const { name, refused } = playerName(
      options?.name,
      id === undefined ? randomInt(10000) : pilotNumber(id),
      textFilter,
    );
    match.apply({ type: "join", key: sessionId, name });
    const player = match.seated.get(sessionId)!;
    const seat = emptySeat(player, world.tick, game.game.messages, textFilter, newTokens(), client.auth);
    noteNetwork(seat, connectionFor(client));
    seat.inputs = this.#inputsOf(sessionId);
    client.reconnectionToken = seat.token;
    seats.set(sessionId, seat);
    metrics.players.inc({ room: this.#room.roomName });
    survival.seatsChanged();
    // At once, so that the full state of this join has it.
    game.replication.publishPlayer(world, state, sessionId);
    survival.sendPeers(client);
    if (refused !== undefined)
      broadcaster.announceTo(sessionId, "notice", { text: refusedName({ name, refused }) });
    counter.joined();
    const { asked } = (client.auth ?? {}) as JoinIdentity;
    // Another machine may have taken the request; its clock may be ahead.
    if (asked !== undefined) metrics.joinSeconds.observe(Math.max(0, Date.now() - asked) / 1000);
    log.info({ room: this.#room.roomId, player: sessionId, callsign: player.name }, "player joined");
  }

  /** @returns false when the seat cannot be claimed here, even if the framework has a reservation */
  mayTake(sessionId: string, token: string | undefined): boolean {
    // While it is unknown whether the match is still here, no client may see its state. After the match was handed over, no client
    // may join: a new player is not in the checkpoint that the target process got, and a returning player would sit in a match that
    // is not stepped, with a token that the target process does not know. A refused client asks again and finds the match.
    const { inDoubt, passed } = this.#parts.survival;
    if (inDoubt || passed) return false;
    const seat = this.#parts.seats.get(sessionId);
    if (seat !== undefined) presentToken(seat, token, this.#room.clients.getById(sessionId));
    return true;
  }

  drop(client: Client, code: number | undefined): void {
    const { log, metrics } = this.#context.telemetry;
    const { match, seats, survival } = this.#parts;
    const seat = seats.get(client.sessionId);
    // The match has moved: its new owner keeps the seats.
    if (seat === undefined || survival.gone) return;
    // A stopping server keeps no seats, and a kicked player does not return.
    if (code === CLOSE.stopping || this.#closed || seat.kicked || wasOffender(client)) return;
    const connection = connectionFor(client);
    seat.read = Math.max(seat.read, connection?.read ?? 0);
    if (connection?.hasReadJoin) seat.untold = undefined;
    if (!seat.player.away) {
      match.apply({ type: "drop", key: client.sessionId });
      // A player that drops before it has confirmed its return still decodes as before the move.
      if (hasConfirmed(client)) seat.moved = undefined;
      log.info({ room: this.#room.roomId, player: client.sessionId, code }, "player dropped, seat kept");
    }
    seat.giveUp = keepSeat(this.#room, client, seat, this.#limits.holdAway(seat), () => {
      if (!survival.gone) metrics.reconnects.inc({ result: "gave_up" });
    });
  }

  back(client: Client): Promise<void> | undefined {
    const { match, seats, survival, outbox, counter, decodersFit } = this.#parts;
    const seat = seats.get(client.sessionId);
    if (seat === undefined) return undefined;
    if (hasHungUp(client)) return treatAsDropped(client);
    if (!decodersFit && seat.moved !== undefined && connectionFor(client)?.keepsDecoder) {
      // Its player stays away, and the seat is kept as after any drop.
      closeFor(socketOf(client), "old_decoder");
      return treatAsDropped(client);
    }
    seat.giveUp = undefined;
    this.#limits.releaseAway(seat);
    noteNetwork(seat, connectionFor(client));
    match.apply({ type: "back", key: client.sessionId });
    seat.inputs = this.#inputsOf(client.sessionId);
    seat.budget = new InputBudget();
    rotateTokens(seat, client);
    survival.sendPeers(client);
    announceMigration(client, seat, this.#context.migrations);
    outbox.resend(client, seat, connectionFor(client)?.heard ?? seat.read);
    survival.seatsChanged();
    counter.reconnected();
    const { log } = this.#context.telemetry;
    log.info({ room: this.#room.roomId, player: client.sessionId }, "player back");
    return undefined;
  }

  leave(client: Client, code: number | undefined): void {
    const { game, match, state, seats, survival } = this.#parts;
    const seat = seats.get(client.sessionId);
    if (seat === undefined) return;
    this.#release(client.sessionId, seat);
    if (survival.gone) return;
    match.apply({ type: "leave", key: client.sessionId, ...(seat.kicked ? { kicked: true } : {}) });
    // At once: a checkpoint before the next step lists wire ids in the order of the players.
    game.replication.removePlayer(state, client.sessionId);
    survival.seatsChanged();
    const { log } = this.#context.telemetry;
    log.info({ room: this.#room.roomId, player: client.sessionId, code }, "player left");
  }

  /** The room is disposed. Seats are left only when `onCreate` failed: no client leaves such a room. */
  end(): void {
    for (const [session, seat] of this.#parts.seats) this.#release(session, seat);
  }

  #release(session: string, seat: Seat): void {
    this.#parts.seats.delete(session);
    this.#limits.release(seat);
    this.#limits.releaseAway(seat);
    this.#context.telemetry.metrics.players.dec({ room: this.#room.roomName });
  }

  /** From now on no seat is kept for a player that drops. */
  close(): void {
    this.#closed = true;
  }

  /** @returns the session whose reconnection token that is */
  sessionOf(token: string): string | undefined {
    return [...this.#parts.seats].find(([, seat]) => tokensOf(seat).includes(token))?.[0];
  }

  /** Players that have not followed the match here yet. */
  get awaited(): number {
    let count = 0;
    for (const { moved, player } of this.#parts.seats.values())
      if (moved !== undefined && player.away) count++;
    return count;
  }

  people(): PlayerEntry[] {
    return [...this.#parts.seats].map(([session, { player }]) => ({
      session,
      name: player.name,
      away: player.away,
    }));
  }

  #inputsOf(sessionId: string): InputQueue {
    return this.#room.inputs!.get(sessionId) as InputQueue;
  }
}

/** Tells a returning player that the match has migrated. */
function announceMigration(client: Client, seat: Seat, migrations: Migrations): void {
  if (seat.untold !== undefined) client.send("moved", seat.untold);
  if (seat.moved === undefined) return;
  if (!seat.moved.counted) migrations.playerArrived(seat.moved.at);
  seat.moved.counted = true;
}
