/** Orders of operators to a room, and what operators see of it. */
import type { Room } from "@colyseus/core";
import type { PlayerFigures, RoomFigures } from "../../shared/operators.ts";
import { socketOf } from "../framework/client.ts";
import { tcpOf } from "../framework/wsSocket.ts";
import { isBot } from "../net/joinIdentity.ts";
import { closeFor, connectionOf } from "../net/sockets.ts";
import { mutedUntil, muteSeat } from "./muting.ts";
import type { RoomParts } from "./roomParts.ts";
import { botsIn } from "./seats.ts";

/**
 * Each order resolves with whether it was carried out; false: there is no such player, or the match continues
 * elsewhere.
 */
export class RoomOrders {
  readonly #room: Room;
  readonly #parts: RoomParts;
  readonly #close: () => void;

  /** @param close ends the match for everybody */
  constructor(room: Room, parts: RoomParts, close: () => void) {
    this.#room = room;
    this.#parts = parts;
    this.#close = close;
  }

  kick(session: string): Promise<boolean> {
    return this.#parts.orders.give(() => {
      const seat = this.#parts.seats.get(session);
      if (seat === undefined) return false;
      // The connection may already be closing for another reason, one that would keep the seat.
      seat.kicked = true;
      this.#note(`kicks ${seat.player.name} (${session})`);
      const client = this.#room.clients.getById(session);
      if (client === undefined) seat.giveUp?.();
      else closeFor(socketOf(client), "kicked");
      return true;
    });
  }

  mute(session: string, minutes: number): Promise<boolean> {
    const { context, hosted, orders, seats, survival, presence } = this.#parts;
    const { broadcaster } = hosted;
    const { mutes } = context.lobby;
    return orders.give(() => {
      const seat = seats.get(session);
      if (seat === undefined) return false;
      muteSeat(session, seat, minutes, { presence, broadcaster, mutes });
      this.#note(`mutes ${seat.player.name} (${session}) for ${minutes} min`);
      survival.seatChanged(session);
      return true;
    });
  }

  notify(text: string): Promise<boolean> {
    return this.#parts.orders.give(() => {
      this.#parts.hosted.broadcaster.announce("notice", { text });
      this.#note(`says: ${text}`);
      return true;
    });
  }

  end(): Promise<boolean> {
    return this.#parts.orders.give(() => {
      this.#note("closes the room");
      this.#close();
      return true;
    });
  }

  /** Adds a note for readers of the match log. */
  #note(what: string): void {
    this.#parts.hosted.match.apply({ type: "note", text: `an operator ${what}` });
  }

  figures(): RoomFigures {
    const { counter, game, world } = this.#parts.hosted;
    return { ...counter.figures(game.progress(world)), bots: botsIn(this.#parts.seats) };
  }

  /** Computed only while a console asks. */
  watch(): PlayerFigures[] {
    const now = performance.now();
    return [...this.#parts.seats].map(([session, seat]) => {
      const { player, inputs } = seat;
      const muted = mutedUntil(seat, this.#parts.context.lobby.mutes);
      const client = player.away ? undefined : this.#room.clients.getById(session);
      const socket = client && socketOf(client);
      const connection = socket && connectionOf(socket);
      const tcp = socket && tcpOf(socket);
      return {
        session,
        name: player.name,
        away: player.away,
        ...(isBot(seat.auth) ? { bot: true } : {}),
        score: player.score,
        ...(connection?.rtt === undefined ? {} : { rtt: Math.round(connection.rtt * 10) / 10 }),
        debt: inputs.size,
        bytesOut: tcp?.bytesWritten ?? 0,
        bytesIn: tcp?.bytesRead ?? 0,
        connected: connection === undefined ? 0 : Math.round((now - connection.since) / 1000),
        address: connection?.address ?? "",
        ...(muted > Date.now() ? { mutedUntil: muted } : {}),
      };
    });
  }
}
