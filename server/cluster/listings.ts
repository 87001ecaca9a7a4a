/**
 * The list of all rooms in Redis. A listing names the process that has the room, and the epoch under which it
 * owns the room (ledger.ts). A process writes and removes only its own listings, never one of a later owner.
 *
 *   roomcaches   room id ─▶ listing as JSON
 *
 * While Redis is slow or away a write may be lost or late. The heartbeat (redisRegistry.ts) corrects the
 * list: it lists rooms again, and returns listings under the id of this process that are not its own, which
 * the process then removes.
 */
import type { IRoomCache } from "@colyseus/core";
import type { Redis } from "ioredis";
import { defineScripts } from "../framework/redis.ts";
import type { Log } from "../ops/log.ts";

export const LISTINGS = "roomcaches";

export interface Listing extends IRoomCache {
  /** Absent where nothing is shared between processes. */
  readonly epoch?: number;
}

/** A listing under the id of a process whose heartbeat does not contain that room. */
export type Stray = [room: string, epoch: number];

/**
 * Each call is atomic. It rejects when Redis does not answer: then it may be carried out all the same, even
 * later.
 */
export interface ListingStore {
  /**
   * Lists a room that was opened, unless it is listed under the same or a later epoch.
   * @returns whether it is listed now
   */
  insert(listing: Listing): Promise<boolean>;
  /**
   * Lists a room as it is now, unless it is listed under a later epoch, or under the same one by another
   * process.
   */
  write(listing: Listing): Promise<void>;
  /**
   * Removes a process's listing of a room, unless it is of a later epoch.
   * @returns whether there was one
   */
  remove(room: string, process: string, epoch: number): Promise<boolean>;
}

/** Lua: reads a listing; an unreadable listing has no owner. */
export const READ_LISTING = `
local function read(text)
  local ok, listing = pcall(cjson.decode, text)
  if not ok or type(listing) ~= "table" then listing = {} end
  return listing.processId, tonumber(listing.epoch) or 0
end
`;

/** ARGV: room, process, epoch, listing */
const OURS = `${READ_LISTING}
local listed = redis.call("HGET", KEYS[1], ARGV[1])
local process, epoch
if listed then process, epoch = read(listed) end
local mine = tonumber(ARGV[3])
`;
const SCRIPTS = {
  insert: {
    keys: 1,
    lua: `${OURS}
if process and epoch >= mine then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[4])
return 1`,
  },
  write: {
    keys: 1,
    lua: `${OURS}
if process and (epoch > mine or epoch == mine and process ~= ARGV[2]) then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[4])
return 1`,
  },
  remove: {
    keys: 1,
    lua: `${OURS}
if not process or process ~= ARGV[2] or epoch > mine then return 0 end
redis.call("HDEL", KEYS[1], ARGV[1])
return 1`,
  },
} as const;

export function redisListings(redis: Redis): ListingStore {
  const run = defineScripts(redis, "skirmish:listing:", SCRIPTS);
  const send = (script: "insert" | "write", listing: Listing) =>
    run(script, LISTINGS, listing.roomId, listing.processId, listing.epoch ?? 0, JSON.stringify(listing));
  return {
    insert: async (listing) => (await send("insert", listing)) === 1,
    async write(listing) {
      await send("write", listing);
    },
    remove: async (room, process, epoch) => (await run("remove", LISTINGS, room, process, epoch)) === 1,
  };
}

/** The listings of one process. */
export class OwnListings {
  readonly #store: ListingStore;
  readonly #log: Log;
  /**
   * By room. A listing without an id belongs to a room that was handed over: this process does not write it
   * any more.
   */
  readonly #listed = new Map<string, Listing>();
  /** Listings that are being written: with which lock, and whether they have changed since. */
  readonly #writing = new Map<Listing, { locked: boolean | undefined; hasChanged: boolean }>();

  constructor(store: ListingStore, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  has(room: string): boolean {
    return this.#listed.get(room)?.roomId === room;
  }

  /**
   * Lists a room that was opened here.
   * @returns false when a later owner has listed it, or when it has closed or was handed over meanwhile.
   * While Redis does not answer, the next heartbeat lists the room.
   */
  async insert(listing: Listing): Promise<boolean> {
    const { roomId: room } = listing;
    this.#listed.set(room, listing);
    const isListed = await this.#store.insert(listing).catch((err) => {
      this.#log.warn({ room, err }, "a room was not listed; the next heartbeat tries again");
      return true;
    });
    if (!isListed) this.forget(room, listing);
    return this.#listed.get(room) === listing && listing.roomId === room;
  }

  /**
   * Lists a room as it is now. If Redis does not answer, the next heartbeat writes the listing. Seats that
   * are taken during a write are written after it, so that a crowd costs one more write and not a hundred.
   * Whether the room is full is written at once.
   */
  update(listing: Listing): void {
    // A room that was removed or handed over is not listed any more, even if it still changes.
    if (!listing.roomId || this.#listed.get(listing.roomId) !== listing) return;
    const underWay = this.#writing.get(listing);
    if (underWay !== undefined && underWay.locked === listing.locked) {
      underWay.hasChanged = true;
      return;
    }
    const write = { locked: listing.locked, hasChanged: false };
    this.#writing.set(listing, write);
    const onDone = (): void => {
      if (this.#writing.get(listing) !== write) return;
      this.#writing.delete(listing);
      if (write.hasChanged) this.update(listing);
    };
    this.#store.write(listing).then(onDone, onDone);
  }

  /** A room has ended. @returns whether it was listed */
  async remove(room: string): Promise<boolean> {
    const listing = this.#listed.get(room);
    if (listing === undefined || listing.roomId !== room) return false;
    this.#listed.delete(room);
    return await this.#store.remove(room, listing.processId, listing.epoch ?? 0).catch(() => false);
  }

  /** The room has left this process: from now on its listing is not touched. */
  forget(room: string, listing: Listing): void {
    if (this.#listed.get(room) === listing) this.#listed.delete(room);
  }

  /** @returns id and listing of each room, as JSON */
  published(): [string, string][] {
    return [...this.#listed.values()].flatMap((listing) =>
      listing.roomId ? [[listing.roomId, JSON.stringify(listing)] as [string, string]] : [],
    );
  }

  /**
   * Removes listings under the id of this process that are not its own. A room that was opened after the
   * heartbeat is its own.
   * @returns rooms whose listing was removed
   */
  async retire(process: string, strays: readonly Stray[]): Promise<string[]> {
    const gone = strays.filter(([room]) => !this.has(room));
    const removed = await Promise.all(
      gone.map(([room, epoch]) => this.#store.remove(room, process, epoch).catch(() => false)),
    );
    return gone.flatMap(([room], i) => (removed[i] ? [room] : []));
  }
}
