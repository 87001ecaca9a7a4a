/** Tells each member of a party which other members have seats in this room: message `members`. */
import type { ServerMessages } from "../../shared/protocol.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import { partyOf } from "./parties.ts";
import type { RoomParts } from "./roomParts.ts";
import type { Seat } from "./seats.ts";

/** Ticks between two looks. */
const EVERY = TICK_RATE;
const NOBODY = JSON.stringify([]);

type Members = ServerMessages["members"]["members"];

export class PartyMembers {
  readonly #parts: Pick<RoomParts, "hosted" | "seats">;
  /** What each connected member was told, by session id. A new owner of the match tells all of them again. */
  readonly #told = new Map<string, string>();

  constructor(parts: Pick<RoomParts, "hosted" | "seats">) {
    this.#parts = parts;
  }

  /** To be called after each step. */
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
    for (const key of this.#told.keys()) if (!isReached(seats.get(key))) this.#told.delete(key);
    for (const all of parties.values()) for (const { key } of all) this.#tell(key, all);
  }

  #tell(key: string, all: Members): void {
    if (!isReached(this.#parts.seats.get(key))) return;
    const members = all.filter((one) => one.key !== key);
    const text = JSON.stringify(members);
    if (text === (this.#told.get(key) ?? NOBODY)) return;
    this.#told.set(key, text);
    this.#parts.hosted.broadcaster.sendTo(key, "members", { members } satisfies ServerMessages["members"]);
  }
}

/** Whether a message reaches the player: one that is away is told when it is back. */
const isReached = (seat: Seat | undefined): boolean => seat !== undefined && !seat.player.away;
