/**
 * Finds the process that owns a room, and restores the room here when its owner is gone. A player that lost
 * its connection asks. The process that is asked
 *
 *   owns the room ─────────────────────────▶ here
 *   looks the owner up in Redis ──none─────▶ over
 *   asks the owner itself ────it has it────▶ there
 *     └─ no answer, and two renewals missed ──▶ takes the room over and continues it: here
 *                                                 └──has broken two owners without play in between──▶ over
 *
 * Two signs of death are needed, no answer and an expired lease. So an owner that is cut off from Redis keeps
 * its match, and so does an owner whose address this process cannot reach.
 */
import type { RestorableMatch, RestoredMatch } from "./checkpoint.ts";
import { CLAIMED, HeldRooms, type HeldRoomsOptions, TakeoverClaim } from "./heldRooms.ts";
import type { Entry, ProcessAddress } from "./ledger.ts";
import { OTHERS_ANSWER, OwnerSearch, type OwnerSearchOptions } from "./ownerSearch.ts";
import { type Rooms, within } from "./ports.ts";
import { type UnplayableOptions, UnplayableRooms } from "./unplayable.ts";

export type RoomLocation =
  | { state: "here"; at: ProcessAddress }
  | { state: "over" }
  /** Not known now; ask again, or another process. */
  | { state: "unknown" }
  /** Answered to other processes only: this process cannot continue the match. See unplayable.ts. */
  | { state: "unplayable" };

/** Time between attempts while an owner does not answer and has not missed enough renewals, ms. */
const SEARCH_AGAIN = 60;
/** Time between requests to other processes for a match that this process cannot continue, ms. */
const ASK_OTHERS_AGAIN = 500;
/**
 * A question is answered within this time, ms: longer than it takes to find out that the owner on record is
 * gone. What takes longer goes on, and answers the next question.
 */
const TIMEOUT = 2500;

/** The asking process cannot continue the match itself, so this process does not ask it in turn. */
type Asker = "client" | "process";

export interface TakeoverOptions<P extends RestorableMatch>
  extends Omit<HeldRoomsOptions<P>, "unplayable">,
    Omit<UnplayableOptions, "probes">,
    OwnerSearchOptions {
  rooms: Rooms;
}

export class Takeover<P extends RestorableMatch = RestoredMatch> {
  readonly held: HeldRooms<P>;
  readonly #on: TakeoverOptions<P>;
  readonly #unplayable: UnplayableRooms;
  readonly #owners: OwnerSearch;
  /** One lookup serves all that ask for the same room at the same time. By asker and room. */
  readonly #lookups = new Map<string, Promise<RoomLocation>>();

  constructor(options: TakeoverOptions<P>) {
    this.#on = options;
    this.#unplayable = new UnplayableRooms(options);
    this.#owners = new OwnerSearch(options);
    this.held = new HeldRooms({ ...options, unplayable: this.#unplayable });
  }

  /** @returns id of this process when the room is here or about to be */
  here = (room: string): string | undefined => this.held.here(room);

  /** See `HeldRooms.isOpening`. */
  isOpening = (room: string): boolean => this.held.isOpening(room);

  /** See `HeldRooms.epochOf`. */
  epochOf = (room: string): number => this.held.epochOf(room);

  /** See `OwnerSearch.isThere`. */
  isPlayedElsewhere = (room: string, epoch: number): Promise<boolean> => this.#owners.isThere(room, epoch);

  where = (room: string, asker: Asker = "client"): Promise<RoomLocation> => {
    const { clock, rooms, telemetry } = this.#on;
    if (this.held.lost.isGivenUp(room)) return Promise.resolve({ state: "over" });
    if (rooms.has(room)) return Promise.resolve({ state: "here", at: this.held.ledger.self });
    const key = `${asker} ${room}`;
    let asked = this.#lookups.get(key);
    if (asked === undefined) {
      asked = this.#find(room, asker)
        .catch((err): RoomLocation => {
          telemetry.log.warn({ room, err }, "could not locate a room");
          return { state: "unknown" };
        })
        .finally(() => this.#lookups.delete(key));
      this.#lookups.set(key, asked);
    }
    return within(clock, TIMEOUT, asked, { state: "unknown" });
  };

  async #find(room: string, asker: Asker): Promise<RoomLocation> {
    const { held } = this;
    const { clock, takes } = this.#on;
    const end = clock.now() + TIMEOUT;
    do {
      const entry = await held.ledger.look(room);
      if (entry === "over" || held.lost.isGivenUp(room)) return { state: "over" };
      if (entry !== "unsettled") {
        const asked = clock.now();
        const at = await this.#askOwner(room, entry);
        if (typeof at === "object") return { state: "here", at };
        if (at === "wait" || clock.now() - asked >= OTHERS_ANSWER) {
          await clock.wait(SEARCH_AGAIN);
          continue;
        }
        const isPlayable = await this.#unplayable.mayPlay(room, entry);
        if (!isPlayable || !takes()) return await this.#askOthers(room, entry, asker, isPlayable);
        const elsewhere = entry.stale ? await this.#owners.askOlderProcesses(room, entry) : "unplayable";
        if (typeof elsewhere === "object") return { state: "here", at: elsewhere };
        if (elsewhere === "unplayable") {
          const taken = await held.inTurn(room, () => this.#takeOver(room, entry));
          if (taken !== undefined) return taken;
        }
      }
      await clock.wait(SEARCH_AGAIN);
    } while (clock.now() < end);
    return { state: "unknown" };
  }

  /**
   * Asks other processes, because this one does not take the match over.
   * @param isPlayable it could, but is about to stop, or has just started
   */
  async #askOthers(room: string, entry: Entry, asker: Asker, isPlayable: boolean): Promise<RoomLocation> {
    if (asker === "process") return { state: isPlayable ? "unknown" : "unplayable" };
    const found = await this.#unplayable.elsewhere(room, entry);
    if (found === "over" && !isPlayable) return { state: "over" };
    if (typeof found === "object") return { state: "here", at: found };
    await this.#on.clock.wait(ASK_OTHERS_AGAIN);
    return { state: "unknown" };
  }

  /** @returns the process that says that it has the room; "wait": one may say so soon */
  async #askOwner(room: string, entry: Entry): Promise<ProcessAddress | "wait" | undefined> {
    const { held } = this;
    const isOwn = entry.id === held.ledger.self.id;
    if (isOwn && held.here(room) === entry.id) return entry;
    return await this.#owners.find(room, entry, isOwn);
  }

  /** @returns undefined when nothing is decided yet */
  async #takeOver(room: string, entry: Entry): Promise<RoomLocation | undefined> {
    const { held } = this;
    const { rooms, telemetry } = this.#on;
    const claim = await held.claimTakeover(room, entry);
    switch (claim?.result) {
      case "won":
        break;
      case "lost":
        held.lost.quarantined(
          room,
          "it has broken two of its owners, or four have died, without play in between",
        );
        return { state: "over" };
      case "over":
        return { state: "over" };
      default:
        return undefined;
    }
    try {
      await held.whileOpening(room, claim.epoch, () =>
        rooms.open(entry.name, { [CLAIMED]: new TakeoverClaim(claim) }, room),
      );
      return { state: "here", at: held.ledger.self };
    } catch (err) {
      telemetry.log.error({ room, err }, "a room could not be taken over");
      return undefined;
    }
  }
}
