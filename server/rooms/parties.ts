/** Parties of friends in a room: which ones sit here, and how a player makes its seat one of a party. */
import type { Room } from "@colyseus/core";
import { ERROR, type ServerMessages } from "../../shared/protocol.ts";
import type { PartySeated } from "../cluster/parties.ts";
import { expectedAuths } from "../framework/reservations.ts";
import type { JoinIdentity } from "../net/identity.ts";
import type { RoomParts } from "./roomParts.ts";
import type { Seat } from "./seats.ts";

/** All seats are only reserved. */
const NOBODY: PartySeated = { names: [], isConnected: false };

export const partyOf = (auth: unknown): string | undefined => (auth as JoinIdentity | undefined)?.party;

export class RoomParties {
  readonly #room: Room;
  readonly #parts: Pick<RoomParts, "context" | "hosted" | "seats" | "survival">;

  constructor(room: Room, parts: Pick<RoomParts, "context" | "hosted" | "seats" | "survival">) {
    this.#room = room;
    this.#parts = parts;
  }

  /** @returns the parties that have seats here, be they only reserved */
  seated(): Map<string, PartySeated> {
    const parties = new Map<string, PartySeated>();
    for (const { auth, player } of this.#parts.seats.values()) {
      const party = partyOf(auth);
      if (party === undefined) continue;
      const { names, isConnected } = parties.get(party) ?? NOBODY;
      parties.set(party, { names: [...names, player.name], isConnected: isConnected || !player.away });
    }
    for (const auth of expectedAuths(this.#room)) {
      const party = partyOf(auth);
      if (party !== undefined && !parties.has(party)) parties.set(party, NOBODY);
    }
    return parties;
  }

  /**
   * A player makes its seat one of a party. The answer comes once the party is bound to this room, so that a link which is shown then leads
   * here. Never rejects.
   * @param from session id of the player
   */
  async join(from: string, seat: Seat, party: string): Promise<void> {
    const { context, hosted, seats, survival } = this.#parts;
    const { roomId, roomName } = this.#room;
    const bound = await context.parties
      .bind(party, { room: roomId, mode: roomName })
      .catch(() => "unsettled" as const);
    if (seats.get(from) !== seat || !survival.mayStep) return;
    if (bound === "unsettled" || bound.room !== roomId) {
      const message =
        bound === "unsettled" ? "no party was made; try again" : "that party plays in another room";
      hosted.broadcaster.sendTo(from, "error", { code: ERROR.party, message });
      return;
    }
    seat.auth = { ...(seat.auth as JoinIdentity | undefined), party };
    survival.seatChanged(from);
    hosted.broadcaster.sendTo(from, "party", { party } satisfies ServerMessages["party"]);
  }
}
