/**
 * The data in Redis, and the scripts that change it, each in one atomic step.
 * test/unit/cluster/simulatedRedis.test.ts compares each script with the real one in a real Redis.
 */
import type { BeatAnswer, BeatArguments } from "../../../server/cluster/beat.ts";
import { copyData, type Data, emptyData } from "./redisData.ts";
import { SimLedger } from "./redisLedger.ts";
import { epochOf, processOf, SimListings } from "./redisListings.ts";
import { SimParties } from "./redisParties.ts";

export class SimRedis {
  data: Data = emptyData();
  /** Id of this run of Redis: it changes at a restart and at a promotion. */
  run = 1;
  /** The clock of Redis, ms. */
  readonly now: () => number;
  readonly ledger = new SimLedger(this);
  readonly listings = new SimListings(this);
  readonly parties = new SimParties(this);

  constructor(now: () => number) {
    this.now = now;
  }

  copy(): Data {
    return copyData(this.data);
  }

  /** Removes all data. */
  flush(): void {
    this.data = emptyData();
  }

  beat({ id, record, roster, ttlMs, sweepMs, figures, pauseMs, rooms }: BeatArguments): BeatAnswer {
    const now = this.now();
    const { data } = this;
    const last = data.beat;
    const silence = now - last;
    data.first ||= now;
    data.beat = now;
    if (silence > ttlMs / 2) {
      const sinceFirst = last - data.first;
      if (sinceFirst < ttlMs) data.first = now - Math.max(0, sinceFirst);
      for (const one of data.leases.keys()) data.leases.set(one, now + ttlMs);
    }
    data.leases.set(id, now + ttlMs);
    data.processes.set(id, record);
    data.roster.set(id, roster);
    data.figures.set(id, figures);
    data.silent.delete(id);
    for (const [one, at] of data.silent) if (at <= now - pauseMs) data.silent.delete(one);
    for (const [room, listing] of rooms) this.listings.write(room, id, epochOf(listing), listing);
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

  take(name: string, holder: string, timeout: number): boolean {
    const now = this.now();
    if ((this.data.opening.get(name)?.until ?? 0) > now) return false;
    this.data.opening.set(name, { holder, until: now + timeout });
    return true;
  }

  free(name: string, holder: string): void {
    if (this.data.opening.get(name)?.holder === holder) this.data.opening.delete(name);
  }
}
