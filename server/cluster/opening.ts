/** One opener at a time: of all who find no seat, in all processes, one opens the next room and the others wait for it. */
import type { Redis } from "ioredis";

/** An opener that died is waited for no longer, ms. */
const PATIENCE = 1500;

/** One turn for each kind of room, shared by all processes. */
export interface OpeningStore {
  /** @returns false when somebody else has the turn. It is free again after `patience` ms, whatever happens. */
  take(name: string, patience: number): Promise<boolean>;
  free(name: string): Promise<void>;
}

export const redisOpening = (redis: Redis): OpeningStore => ({
  take: async (name, patience) => (await redis.set(`opening:${name}`, 1, "PX", patience, "NX")) !== null,
  async free(name) {
    await redis.del(`opening:${name}`);
  },
});

export interface Opening {
  /** Runs `open`, or returns without it when somebody else is at it. */
  once(name: string, open: () => Promise<void>): Promise<void>;
}

/** @param store absent where this process stands alone */
export function createOpening(store?: OpeningStore): Opening {
  const here = new Map<string, Promise<void>>();
  const turn = async (name: string, open: () => Promise<void>): Promise<void> => {
    if (store === undefined) return await open();
    if (!(await store.take(name, PATIENCE))) return;
    try {
      await open();
    } finally {
      await store.free(name).catch(() => {});
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
