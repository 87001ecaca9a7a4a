/** The parties with seats in a room, and the request of a player to make its seat one of a party. */
import { setTimeout as wait } from "node:timers/promises";
import type { Room } from "@colyseus/core";
import { ERROR, type ServerMessages } from "../../shared/protocol.ts";
import type { PartySeated } from "../cluster/parties.ts";
import type { SeatAnswer } from "../cluster/ports.ts";
import { expectedAuths } from "../framework/reservations.ts";
import { identityIn, idOf, partyOf } from "../net/joinIdentity.ts";
import type { RoomParts } from "./roomParts.ts";
import type { Seat } from "./seats.ts";

/** An answer waits at most this long until it is decided whether the match is still here, ms. */
const DECIDED = 4500;
/** Time between two checks of that, ms. */
const CHECK_EVERY = 20;

/** All seats are only reserved. */
const NO_MEMBERS: PartySeated = { names: [], isConnected: false };

export class RoomParties {
  readonly #room: Room;
  readonly #parts: Pick<RoomParts, "context" | "hosted" | "matching" | "seats" | "survival">;

  constructor(room: Room, parts: Pick<RoomParts, "context" | "hosted" | "matching" | "seats" | "survival">) {
    this.#room = room;
    this.#parts = parts;
  }

  /** @returns the parties that have seats here, reserved seats included */
  seated(): Map<string, PartySeated> {
    const parties = new Map<string, PartySeated>();
    for (const { auth, player } of this.#parts.seats.values()) {
      const party = partyOf(auth);
      if (party === undefined) continue;
      const { names, isConnected } = parties.get(party) ?? NO_MEMBERS;
      parties.set(party, { names: [...names, player.name], isConnected: isConnected || !player.away });
    }
    for (const auth of expectedAuths(this.#room)) {
      const party = partyOf(auth);
      if (party !== undefined && !parties.has(party)) parties.set(party, NO_MEMBERS);
    }
    return parties;
  }

  /**
   * @param auth of a player that the room refuses
   * @returns the reason for a member of a party that plays here; false for other players, and if the room may
   * admit it in a moment
   */
  refusal(auth: unknown): SeatAnswer {
    const party = partyOf(auth);
    if (party === undefined || !this.seated().has(party)) return false;
    const others = [...this.#parts.seats.values()].map((seat) => seat.auth).concat(expectedAuths(this.#room));
    const id = idOf(auth);
    // Only in modes with `bySkill` must no player have two seats.
    if (this.#parts.matching && id !== undefined && others.some((other) => idOf(other) === id))
      return { partyRefused: "twice" };
    return others.length >= this.#room.maxClients ? { partyRefused: "full" } : false;
  }

  /**
   * A player makes its seat one of a party. The answer comes once the party is bound to this room, so that a
   * link which is shown then leads here. Never rejects.
   * @param from session id of the player
   */
  async join(from: string, seat: Seat, party: string): Promise<void> {
    const { context, hosted, seats, survival } = this.#parts;
    const { roomId, roomName } = this.#room;
    const bound = await context.parties
      .bind(party, { room: roomId, mode: roomName })
      .catch(() => "unsettled" as const);
    const end = performance.now() + DECIDED;
    while (seats.get(from) === seat && !survival.mayStep && performance.now() < end) await wait(CHECK_EVERY);
    // A player whose match has moved has lost this connection.
    if (seats.get(from) !== seat || !survival.mayStep) return;
    if (bound === "unsettled" || bound.room !== roomId) {
      const message =
        bound === "unsettled" ? "no party was made; try again" : "that party plays in another room";
      hosted.broadcaster.sendTo(from, "error", { code: ERROR.party, message });
      return;
    }
    seat.auth = { ...identityIn(seat.auth), party };
    survival.seatChanged(from);
    hosted.broadcaster.sendTo(from, "party", { party } satisfies ServerMessages["party"]);
  }
}
