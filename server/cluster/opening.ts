/**
 * A lock for opening rooms: of all requests in all processes that find no seat, one opens a room and the
 * others wait.
 */
import type { Redis } from "ioredis";
import type { Chance } from "./ports.ts";

/**
 * The lock of a dead holder expires after this, ms: longer than a slow opener takes for a room, see OPEN in
 * opener.ts.
 */
const TIMEOUT = 2500;

/** One lock for each kind of room, shared by all processes. */
export interface OpeningStore {
  /** @returns false when another holder has the lock. The lock expires after `timeout` ms. */
  take(name: string, holder: string, timeout: number): Promise<boolean>;
  /** Does nothing when the holder has lost the lock. */
  free(name: string, holder: string): Promise<void>;
}

const FREE = `if redis.call("GET", KEYS[1]) == ARGV[1] then redis.call("DEL", KEYS[1]) end`;

export const redisOpening = (redis: Redis): OpeningStore => ({
  take: async (name, holder, timeout) =>
    (await redis.set(`opening:${name}`, holder, "PX", timeout, "NX")) !== null,
  async free(name, holder) {
    await redis.eval(FREE, 1, `opening:${name}`, holder);
  },
});

export interface Opening {
  /** Runs `open`, or returns without it when another request holds the lock. */
  once(name: string, open: () => Promise<void>): Promise<void>;
}

/** @param store absent for a process without a cluster */
export function createOpening({ id }: Pick<Chance, "id">, store?: OpeningStore): Opening {
  const here = new Map<string, Promise<void>>();
  const turn = async (name: string, open: () => Promise<void>): Promise<void> => {
    if (store === undefined) return await open();
    const holder = id();
    const free = (): Promise<void> => store.free(name, holder).catch(() => {});
    const isFree = await store.take(name, holder, TIMEOUT).catch((error) => {
      // Redis may take the lock all the same, only late: then no request would open a room until it expires.
      void free();
      throw error;
    });
    if (!isFree) return;
    try {
      await open();
    } finally {
      await free();
    }
  };
  return {
    once(name, open) {
      const running = here.get(name);
      if (running !== undefined) return running;
      const mine = turn(name, open).finally(() => here.delete(name));
      here.set(name, mine);
      return mine;
    },
  };
}
