/** The state that all parts of the console draw. */
import { urlOf } from "../../shared/address.ts";
import type { ProcessStatus, Snapshot, WatchedRoom } from "../../shared/operators.ts";
import { History } from "./history.ts";

/** A process that has disappeared is shown for this long, ms. */
const GONE_SHOWN = 15_000;
/** Length of a tick, ms. */
export const TICK = 1000 / 30;

export interface ShownProcess extends ProcessStatus {
  /** When it disappeared from the snapshots, ms since 1970; absent while it is alive. */
  goneAt?: number;
}

export class ConsoleState {
  readonly history = new History();
  snapshot: Snapshot | undefined;
  /** Id of the room that the operator watches. */
  room: string | undefined;
  #processes = new Map<string, ShownProcess>();
  /** Short names of all processes seen so far, by id. */
  readonly #names = new Map<string, string>();

  take(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    this.history.add(Math.round(snapshot.at / 1000), valuesOf(snapshot));
    const alive = new Set(snapshot.processes.map(({ id }) => id));
    for (const [id, one] of this.#processes) {
      if (alive.has(id)) continue;
      one.goneAt ??= snapshot.at;
      if (snapshot.at - one.goneAt > GONE_SHOWN) this.#processes.delete(id);
    }
    for (const one of snapshot.processes) {
      this.#processes.set(one.id, { ...one });
      this.#names.set(one.id, placeOf(one).replace(/^.*:/, ":"));
    }
  }

  /** Addresses of the processes that are alive, as pages reach them. */
  get urls(): string[] {
    const { processes = [] } = this.snapshot ?? {};
    return processes.flatMap((one) => (one.public === "" ? [] : [urlOf(location.protocol, one.public)]));
  }

  /** Sorted by address; includes processes that have disappeared a short while ago. */
  get processes(): ShownProcess[] {
    return [...this.#processes.values()].sort(
      (a, b) => placeOf(a).localeCompare(placeOf(b), "en", { numeric: true }) || a.started - b.started,
    );
  }

  /** The fullest first. */
  get rooms(): WatchedRoom[] {
    return [...(this.snapshot?.rooms ?? [])].sort(
      (a, b) => b.players - a.players || a.id.localeCompare(b.id),
    );
  }

  get present(): WatchedRoom | undefined {
    return this.snapshot?.rooms.find(({ id }) => id === this.room);
  }

  /** @returns a short name of a process, such as `:2567` */
  shortName(id: string): string {
    return this.#names.get(id) ?? id;
  }
}

export const placeOf = ({ public: outside, address }: ProcessStatus): string => outside || address;

function valuesOf({ processes, rooms }: Snapshot): Map<string, number> {
  const values = new Map([["players", rooms.reduce((sum, { players }) => sum + players, 0)]]);
  for (const { id, tickP99 } of processes) values.set(`tick ${id}`, tickP99);
  for (const { id, figures } of rooms) {
    if (figures === undefined) continue;
    values.set(`room-tick ${id}`, figures.tickP99);
    values.set(`room-bytes ${id}`, figures.bytesPerSecond);
  }
  return values;
}
