/**
 * Where a new room goes: to the ready process with the most measured headroom, or of equals to the process
 * with fewer rooms. Never to a process that drains, is full or has a fault. A room that was just placed is
 * counted before its load can be measured.
 */
import type { ProcessRecord } from "./registry.ts";

/** Assumed load of a new room until its process has measured it, as a share of headroom. */
const FORECAST = 0.05;
/** Time until the load of a new room shows in the record of its process, ms. */
const SHOWS_AFTER = 3000;

type Candidate = Pick<
  ProcessRecord,
  "id" | "state" | "headroom" | "rooms" | "players" | "capacity" | "keepsUp" | "fault"
>;

/**
 * Whether a process takes new players. A busy process does; a process whose rooms do not keep up with their
 * ticks does not.
 */
export const isOpen = ({ state, players, capacity, keepsUp, fault }: Candidate): boolean =>
  state === "ready" && fault === undefined && keepsUp && players < capacity;

/**
 * Whether a process opens rooms of that name. A process that does not list its rooms counts as one that does.
 */
export const plays = ({ kinds }: Pick<ProcessRecord, "kinds">, name: string): boolean =>
  kinds?.includes(name) ?? true;

/**
 * @param placed rooms placed on a process that its headroom does not show yet
 * @returns its id; undefined when no process can take a room
 */
export function choose(
  processes: readonly Candidate[],
  placed: (id: string) => number = () => 0,
): string | undefined {
  let best: { id: string; free: number; rooms: number } | undefined;
  for (const process of processes) {
    if (!isOpen(process)) continue;
    const { id, headroom, rooms } = process;
    const free = headroom - FORECAST * placed(id);
    if (best === undefined || free > best.free || (free === best.free && rooms < best.rooms))
      best = { id, free, rooms };
  }
  return best?.id;
}

/** Remembers where rooms were placed, until their load can have been measured. */
export class RecentlyPlaced {
  #placed: { id: string; at: number }[] = [];
  readonly #now: () => number;

  /** @param now ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  note(id: string): void {
    this.#placed.push({ id, at: this.#now() });
  }

  count(id: string): number {
    const since = this.#now() - SHOWS_AFTER;
    this.#placed = this.#placed.filter(({ at }) => at > since);
    return this.#placed.filter((one) => one.id === id).length;
  }
}
