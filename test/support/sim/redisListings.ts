/** The scripts of the list of rooms: see server/cluster/listings.ts. */
import type { IRoomCache } from "@colyseus/core";
import type { SimRedis } from "./redis.ts";

export class SimListings {
  readonly #redis: SimRedis;

  constructor(redis: SimRedis) {
    this.#redis = redis;
  }

  openRooms(name: string): IRoomCache[] {
    return [...this.#redis.data.listings.values()]
      .map((text): IRoomCache => JSON.parse(text))
      .filter((room) => room.name === name && !room.locked)
      .sort((a, b) => b.clients - a.clients);
  }

  find(room: string): IRoomCache | undefined {
    const listing = this.#redis.data.listings.get(room);
    return listing === undefined ? undefined : JSON.parse(listing);
  }

  insert(room: string, epoch: number, listing: string): boolean {
    const listed = this.#redis.data.listings.get(room);
    if (listed !== undefined && epochOf(listed) >= epoch) return false;
    this.#redis.data.listings.set(room, listing);
    return true;
  }

  write(room: string, process: string, epoch: number, listing: string): void {
    const listed = this.#redis.data.listings.get(room);
    if (listed !== undefined) {
      if (epochOf(listed) > epoch) return;
      if (epochOf(listed) === epoch && processOf(listed) !== process) return;
    }
    this.#redis.data.listings.set(room, listing);
  }

  remove(room: string, process: string, epoch: number): boolean {
    const listed = this.#redis.data.listings.get(room);
    if (listed === undefined || processOf(listed) !== process || epochOf(listed) > epoch) return false;
    return this.#redis.data.listings.delete(room);
  }
}

export const epochOf = (listing: string): number => JSON.parse(listing).epoch ?? 0;
export const processOf = (listing: string): string => JSON.parse(listing).processId;
