/** Tells each member of a party which other members have seats in this room: message `members`. */
import type { ServerMessages } from "../../shared/protocol.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { knowsMessages, partyOf } from "../net/joinIdentity.ts";
import type { RoomParts } from "./roomParts.ts";
import type { Seat } from "./seats.ts";

/** Ticks between two checks for changes. */
const EVERY = TICK_RATE;
const NO_MEMBERS = JSON.stringify([]);

type Members = ServerMessages["members"]["members"];

export class PartyMembers {
  readonly #parts: Pick<RoomParts, "hosted" | "seats">;
  /**
   * The list that each connected member received, by session id; "" for one that has returned since. A new
   * owner of the match sends all of them again.
   */
  readonly #sent = new Map<string, string>();

  constructor(parts: Pick<RoomParts, "hosted" | "seats">) {
    this.#parts = parts;
  }

  /** A player is back: what was sent meanwhile, or just before, may not have arrived. */
  returned(key: string): void {
    if (this.#sent.has(key)) this.#sent.set(key, "");
  }

  /** Call it after each step. */
  step(): void {
    const { hosted, seats } = this.#parts;
    if (hosted.world.tick % EVERY !== 0) return;
    const parties = new Map<string, Members>();
    for (const [key, seat] of seats) {
      const party = partyOf(seat.auth);
      if (party === undefined) continue;
      const members = parties.get(party) ?? [];
      parties.set(party, members);
      members.push({ key, name: seat.player.name });
    }
    for (const key of this.#sent.keys()) if (!seats.has(key)) this.#sent.delete(key);
    for (const all of parties.values()) for (const { key } of all) this.#send(key, all);
  }

  #send(key: string, all: Members): void {
    if (!receives(this.#parts.seats.get(key))) return;
    const members = all.filter((one) => one.key !== key);
    const text = JSON.stringify(members);
    if (text === (this.#sent.get(key) ?? NO_MEMBERS)) return;
    this.#sent.set(key, text);
    this.#parts.hosted.broadcaster.sendTo(key, "members", { members } satisfies ServerMessages["members"]);
  }
}

/** A player that is away gets the list when it is back. */
const receives = (seat: Seat | undefined): boolean =>
  seat !== undefined && !seat.player.away && knowsMessages(seat.auth);
