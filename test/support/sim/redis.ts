/**
 * The data in Redis, and the scripts that change it, each in one atomic step.
 * test/unit/cluster/simulatedRedis.test.ts compares each script with the real one in a real Redis.
 */
import type { IRoomCache } from "@colyseus/core";
import type { BeatAnswer, BeatArguments } from "../../../server/cluster/beat.ts";
import {
  type Address,
  type Claim,
  type Look,
  leap,
  type Renewal,
  ROOM_LEASE,
  type Write,
} from "../../../server/cluster/ledger.ts";
import type { Stray } from "../../../server/cluster/listings.ts";
import type { ProcessRecord } from "../../../server/cluster/registry.ts";

interface RoomRecord extends Address {
  name: string;
  epoch: number;
  renewed: number;
  checkpoint?: Buffer;
  scores?: Buffer;
  written?: { epoch: number; number: number };
  restores?: number;
  passed?: number;
  forgotten?: boolean;
  /** When it expires, ms. */
  until: number;
}

/** The data set, as a replica copies it. */
export interface Data {
  /** When the lease of each process expires, ms. */
  leases: Map<string, number>;
  processes: Map<string, ProcessRecord>;
  listings: Map<string, string>;
  roster: Map<string, string>;
  figures: Map<string, string>;
  rooms: Map<string, RoomRecord>;
  /** Records of matches that cannot go on. */
  lost: Map<string, RoomRecord>;
  /** The room that hangs a process, by process. */
  blamed: Map<string, string>;
  /** The highest epoch under which an owner asks for its room, and when that expires, ms. */
  asked: Map<string, { epoch: number; until: number }>;
  /** The id of the Redis run, and when a process first saw it, ms. */
  known: { id: number; since: number };
  /** Locks for opening a room, by room name: the holder, and when the lock expires, ms. */
  opening: Map<string, { holder: string; until: number }>;
  /** Processes whose lease has expired: when, ms. */
  silent: Map<string, number>;
  /** The rooms in the latest heartbeat of each process. */
  reported: Map<string, Set<string>>;
  /** Listings that the sweep found, by their process. */
  strays: Map<string, Stray[]>;
  beat: number;
  /** Time of the first heartbeat that this data set has seen, ms. */
  first: number;
  /** The next sweep of the listings is due after this time, ms. */
  swept: number;
}

const nothing = (): Data => ({
  ...{ leases: new Map(), processes: new Map(), listings: new Map(), roster: new Map(), figures: new Map() },
  ...{ rooms: new Map(), opening: new Map(), silent: new Map(), beat: 0, first: 0, swept: 0 },
  ...{ reported: new Map(), strays: new Map() },
  ...{ lost: new Map(), blamed: new Map(), asked: new Map(), known: { id: 0, since: 0 } },
});

export class SimRedis {
  data: Data = nothing();
  /** Id of this run of Redis: it changes at a restart and at a promotion. */
  run = 1;
  readonly #now: () => number;

  /** @param now the clock of Redis, ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns a copy, as a replica holds it */
  copy(): Data {
    const { leases, processes, listings, roster, figures, rooms, opening, silent, beat, first, swept } =
      this.data;
    const { lost, blamed, asked, known, reported, strays } = this.data;
    return {
      ...{ leases: new Map(leases), processes: new Map(processes), listings: new Map(listings) },
      ...{
        roster: new Map(roster),
        figures: new Map(figures),
        opening: new Map(opening),
        beat,
        first,
        swept,
      },
      ...{ silent: new Map(silent), reported: new Map(reported), strays: new Map(strays) },
      rooms: new Map([...rooms].map(([id, room]) => [id, { ...room }])),
      ...{ lost: new Map(lost), blamed: new Map(blamed), asked: new Map(asked), known: { ...known } },
    };
  }

  /** Removes all data. */
  flush(): void {
    this.data = nothing();
  }

  beat({ id, record, roster, ttlMs, sweepMs, figures, pauseMs, rooms }: BeatArguments): BeatAnswer {
    const now = this.#now();
    const { data } = this;
    const silence = now - data.beat;
    data.first ||= now;
    data.beat = now;
    if (silence > ttlMs / 2) for (const one of data.leases.keys()) data.leases.set(one, now + ttlMs);
    data.leases.set(id, now + ttlMs);
    data.processes.set(id, record);
    data.roster.set(id, roster);
    data.figures.set(id, figures);
    data.silent.delete(id);
    for (const [one, at] of data.silent) if (at <= now - pauseMs) data.silent.delete(one);
    for (const [room, listing] of rooms) this.write(room, id, epochOf(listing), listing);
    data.reported.set(id, new Set(rooms.map(([room]) => room)));
    const dead = [...data.leases].flatMap(([one, until]) => (until <= now ? [one] : []));
    for (const one of dead) {
      this.leave(one);
      data.silent.set(one, now);
    }
    const swept: string[] = [];
    if (dead.length > 0 || now >= data.swept) {
      if (now >= data.swept && dead.length === 0) data.swept = now + sweepMs;
      data.strays.clear();
      for (const [room, listing] of data.listings) {
        const owner = processOf(listing);
        if (!data.leases.has(owner)) {
          data.listings.delete(room);
          swept.push(room);
        } else if (data.reported.get(owner)?.has(room) !== true)
          data.strays.set(owner, [...(data.strays.get(owner) ?? []), [room, epochOf(listing)]]);
      }
    }
    const strays = data.strays.get(id) ?? [];
    data.strays.delete(id);
    return [
      [...data.processes.values()],
      dead,
      swept,
      strays,
      data.silent.size,
      now - data.first < ttlMs ? 1 : 0,
    ];
  }

  leave(id: string): void {
    const { leases, processes, roster, figures, reported, strays } = this.data;
    for (const map of [leases, processes, roster, figures, reported, strays]) map.delete(id);
  }

  open(room: string, by: Address, name: string): Claim {
    const at = this.#room(room);
    if (at?.id === "") return { result: "over" };
    if (at !== undefined) return { result: "held", owner: at.id, epoch: at.epoch };
    this.#own(room, by, name, 1);
    return { result: "won", epoch: 1, checkpoint: undefined, scores: undefined };
  }

  takeOver(room: string, by: Address, name: string, known: number, quiet: number, owner: string): Claim {
    const now = this.#now();
    const since = this.#changed();
    const at = this.#room(room);
    const later = known + leap(now);
    if (at === undefined)
      return now - since < ROOM_LEASE.settle ? { result: "unsettled" } : { result: "none", epoch: later };
    if (at.id === "") return { result: "over" };
    const held = { result: "held", owner: at.id, epoch: at.epoch } as const;
    if (at.epoch > known || now - at.renewed < quiet) return held;
    if (quiet === 0 && at.id !== by.id && at.passed !== at.epoch) return held;
    const epoch = known + (at.renewed < since || at.forgotten ? leap(now) : 1);
    let { restores = 0 } = at;
    if (quiet > 0) {
      if (now - since < ROOM_LEASE.settle) return held;
      if ([undefined, room].includes(this.data.blamed.get(owner))) restores++;
      if (restores > ROOM_LEASE.restores) {
        this.#quarantine(room, epoch);
        return { result: "lost" };
      }
    }
    const record = this.#own(room, by, name, epoch);
    record.restores = restores;
    delete record.forgotten;
    return { result: "won", epoch, checkpoint: at.checkpoint, scores: at.scores };
  }

  renew(
    room: string,
    by: Address,
    name: string,
    epoch: number,
    { checkpoint, scores, played, number }: Write,
  ): Renewal {
    const before = this.#epoch(room);
    if (!this.#owns(room, by.id, epoch)) return "lost";
    const { written } = this.#room(room) ?? {};
    if (number !== undefined && written?.epoch === epoch && written.number >= number) return "renewed";
    const record = this.#ownKnown(room, by, name, epoch);
    if (number !== undefined) record.written = { epoch, number };
    if (played) delete record.restores;
    if (checkpoint !== undefined) {
      record.checkpoint = checkpoint;
      delete record.scores;
    } else if (scores !== undefined) record.scores = scores;
    return before < epoch ? "restored" : "renewed";
  }

  confirm(room: string, by: Address, name: string, epoch: number): Renewal | "unsettled" {
    const before = this.#epoch(room);
    if (!this.#owns(room, by.id, epoch)) return "lost";
    const since = this.#changed();
    const { renewed = 0 } = this.#room(room) ?? {};
    const now = this.#now();
    const known = this.data.asked.get(room);
    const asked = known !== undefined && known.until > now ? known.epoch : 0;
    if (renewed < since && now - since < ROOM_LEASE.settle) {
      if (asked <= epoch) this.data.asked.set(room, { epoch, until: now + ROOM_LEASE.asks });
      return "unsettled";
    }
    if (asked > epoch) return "unsettled";
    this.#ownKnown(room, by, name, epoch);
    return before < epoch ? "restored" : "renewed";
  }

  pass(
    room: string,
    owner: string,
    epoch: number,
    checkpoint: Buffer,
    target: Address,
    name: string,
  ): boolean {
    if (!this.#owns(room, owner, epoch)) return false;
    const record = this.#ownKnown(room, target, name, epoch + 1);
    record.checkpoint = checkpoint;
    delete record.scores;
    delete record.restores;
    record.passed = epoch + 1;
    return true;
  }

  release(room: string, owner: string, epoch: number): void {
    if (this.#owns(room, owner, epoch)) this.#finish(room, epoch);
  }

  quarantine(room: string, owner: string, epoch: number): boolean {
    if (!this.#owns(room, owner, epoch)) return false;
    this.#quarantine(room, epoch);
    return true;
  }

  look(room: string): Look {
    const now = this.#now();
    const since = this.#changed();
    const at = this.#room(room);
    if (at === undefined) return now - since < ROOM_LEASE.settle ? "unsettled" : "over";
    if (at.id === "") return "over";
    const { id, address, public: open, name, epoch, renewed } = at;
    return { id, address, public: open, name, epoch, quiet: now - renewed, stale: renewed < since };
  }

  notice(): void {
    this.#changed();
  }

  take(name: string, holder: string, patience: number): boolean {
    const now = this.#now();
    if ((this.data.opening.get(name)?.until ?? 0) > now) return false;
    this.data.opening.set(name, { holder, until: now + patience });
    return true;
  }

  free(name: string, holder: string): void {
    if (this.data.opening.get(name)?.holder === holder) this.data.opening.delete(name);
  }

  openRooms(name: string): IRoomCache[] {
    return [...this.data.listings.values()]
      .map((text): IRoomCache => JSON.parse(text))
      .filter((room) => room.name === name && !room.locked)
      .sort((a, b) => b.clients - a.clients);
  }

  find(room: string): IRoomCache | undefined {
    const listing = this.data.listings.get(room);
    return listing === undefined ? undefined : JSON.parse(listing);
  }

  insert(room: string, epoch: number, listing: string): boolean {
    const listed = this.data.listings.get(room);
    if (listed !== undefined && epochOf(listed) >= epoch) return false;
    this.data.listings.set(room, listing);
    return true;
  }

  write(room: string, process: string, epoch: number, listing: string): void {
    const listed = this.data.listings.get(room);
    if (listed !== undefined) {
      if (epochOf(listed) > epoch) return;
      if (epochOf(listed) === epoch && processOf(listed) !== process) return;
    }
    this.data.listings.set(room, listing);
  }

  remove(room: string, process: string, epoch: number): boolean {
    const listed = this.data.listings.get(room);
    if (listed === undefined || processOf(listed) !== process || epochOf(listed) > epoch) return false;
    return this.data.listings.delete(room);
  }

  #room(room: string): RoomRecord | undefined {
    const record = this.data.rooms.get(room);
    if (record === undefined || record.until > this.#now()) return record;
    this.data.rooms.delete(room);
    return undefined;
  }

  /** @returns since when processes have seen this run of Redis, ms */
  #changed(): number {
    const { known } = this.data;
    if (known.id !== this.run) Object.assign(known, { id: this.run, since: this.#now() });
    return known.since;
  }

  #epoch(room: string): number {
    return this.#room(room)?.epoch ?? 0;
  }

  /** The higher epoch wins. Without a record no later owner is known. */
  #owns(room: string, owner: string, epoch: number): boolean {
    const at = this.#room(room);
    return at === undefined || at.epoch < epoch || (at.id === owner && at.epoch === epoch);
  }

  #quarantine(room: string, epoch: number): void {
    const record = this.#room(room);
    if (record !== undefined)
      this.data.lost.set(room, { ...record, until: this.#now() + ROOM_LEASE.quarantined });
    this.#finish(room, epoch);
  }

  #finish(room: string, epoch: number): void {
    const record = this.#own(room, { id: "", address: "", public: "" }, "", epoch);
    delete record.checkpoint;
    delete record.scores;
    delete record.restores;
    delete record.written;
    record.renewed = 0;
    record.until = this.#now() + ROOM_LEASE.remembered;
  }

  /** For a former owner: without a record Redis has lost it. */
  #ownKnown(room: string, by: Address, name: string, epoch: number): RoomRecord {
    const isForgotten = this.#room(room) === undefined;
    const record = this.#own(room, by, name, epoch);
    if (isForgotten) record.forgotten = true;
    return record;
  }

  #own(room: string, { id, address, public: open }: Address, name: string, epoch: number): RoomRecord {
    const now = this.#now();
    const record: RoomRecord = this.#room(room) ?? {
      id,
      address,
      public: open,
      name,
      epoch,
      renewed: now,
      until: 0,
    };
    Object.assign(record, {
      id,
      address,
      public: open,
      name,
      epoch,
      renewed: now,
      until: now + ROOM_LEASE.kept,
    });
    delete record.passed;
    this.data.rooms.set(room, record);
    return record;
  }
}

const epochOf = (listing: string): number => JSON.parse(listing).epoch ?? 0;
const processOf = (listing: string): string => JSON.parse(listing).processId;
