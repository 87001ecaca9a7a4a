/** Whether this process takes new players. Those who play come first: nobody is let in at their expense. */
/** Seconds after which who was turned away may ask again. */
const RETRY = { full: 10, overloaded: 5 } as const;

export type Closed = "full" | "overloaded";

export const admission = {
  /** See MAX_CLIENTS_PER_PROCESS in env.ts. */
  maxPlayers: Number.POSITIVE_INFINITY,
  /** Seats taken in this process, promised ones included: a thousand may be on their way at once. */
  taken: (): number => 0,
  /** Rooms whose steps take longer than a tick although they already send fewer patches. */
  overloaded: new Set<object>(),

  /** @returns why nobody new is taken; undefined when they are */
  closed(): Closed | undefined {
    if (this.taken() >= this.maxPlayers) return "full";
    return this.overloaded.size > 0 ? "overloaded" : undefined;
  },

  /** Whether another process takes new players: then this one only finds them a seat there. */
  elsewhere: (): boolean => false,

  /** Whether this process drains. */
  leaving: (): boolean => false,

  /** @returns seconds after which a new player may ask again; 0 while there is room, here or elsewhere */
  fullFor(): number {
    const closed = this.closed();
    return closed === undefined || this.elsewhere() ? 0 : RETRY[closed];
  },
};
