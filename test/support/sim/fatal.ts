/**
 * Invariant 7: a match that breaks its owners ends as lost with the second one (SV10), and no other match
 * does. Redis counts these owners, so one that it does not know of may come on top; four that die without
 * play in between end a match in any case.
 */
import type { Claim } from "../../../server/cluster/ledger.ts";
import type { RoomRecord } from "./redisData.ts";

/** How a match breaks its owners: its restore throws, or a step of it never ends. */
export type Break = "restore" | "step";

/** Most owners that a match breaks where Redis has lost nothing. */
const OWNERS = { known: 2, all: 4 } as const;

export class FatalMatches {
  readonly #counts: { brokenOwners: number; lost: number };
  readonly #broken: (text: string) => void;
  /** Rooms that break their owners: how many they have broken, and of how many of these Redis knows. */
  readonly #rooms = new Map<string, { all: number; known: number }>();
  readonly #isExcused: (room: string) => boolean;

  /**
   * @param isExcused whether Redis may have lost data of a room
   * @param broken called when the invariant is violated
   */
  constructor(
    counts: { brokenOwners: number; lost: number },
    isExcused: (room: string) => boolean,
    broken: (text: string) => void,
  ) {
    this.#counts = counts;
    this.#isExcused = isExcused;
    this.#broken = broken;
  }

  /** From now on the match breaks its owners. */
  began(room: string): void {
    this.#rooms.set(room, { all: 0, known: 0 });
  }

  /** The match has broken an owner. */
  broke(room: string, process: string): void {
    const owners = this.#rooms.get(room);
    if (owners === undefined) {
      this.#broken(`7: ${process} cannot go on with ${room}`);
      return;
    }
    this.#counts.brokenOwners++;
    owners.all++;
    if (this.#isExcused(room)) return;
    if (owners.known >= OWNERS.known || owners.all > OWNERS.all)
      this.#broken(`7: ${room} breaks ${process}, after ${owners.all - 1} others`);
  }

  /** @param record of the match in Redis, which counts the owners that it has broken */
  recorded(room: string, record: RoomRecord | undefined): void {
    const owners = this.#rooms.get(room);
    if (owners !== undefined) owners.known = record?.broken ?? 0;
  }

  /** An owner has handed the match over as it plays it: the count begins again. */
  passed(room: string): void {
    const owners = this.#rooms.get(room);
    if (owners !== undefined) owners.all = owners.known = 0;
  }

  /** @param record of the match, if it has ended as lost */
  claimed(room: string, { result }: Claim, record: RoomRecord | undefined): void {
    if (result !== "lost") return;
    this.#counts.lost++;
    if (!this.#rooms.has(room) && (record?.broken ?? 0) > 0)
      this.#broken(`7: ${room} has ended as lost, and breaks no process`);
  }
}
