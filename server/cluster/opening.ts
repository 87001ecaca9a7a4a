/** One opener at a time: of all who find no seat, in all processes, one opens the next room and the others wait for it. */
import type { Redis } from "ioredis";

/** An opener that died is waited for no longer, ms. */
const PATIENCE = 1500;

export interface Opening {
  /** Runs `open`, or returns without it when somebody else is at it. */
  once(name: string, open: () => Promise<void>): Promise<void>;
}

/** Within this process, and with Redis among all. */
export function createOpening(redis?: Redis): Opening {
  const here = new Map<string, Promise<void>>();
  const turn = async (name: string, open: () => Promise<void>): Promise<void> => {
    if (redis === undefined) return await open();
    const key = `skirmish:opening:${name}`;
    if ((await redis.set(key, 1, "PX", PATIENCE, "NX")) === null) return;
    try {
      await open();
    } finally {
      await redis.del(key).catch(() => {});
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
