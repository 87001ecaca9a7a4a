/** Decides whether a server takes new players. A new player must not cost the present players anything. */
/** Seconds after which a refused client may ask again. */
const RETRY = { full: 10, overloaded: 5 } as const;

export type Closed = "full" | "overloaded";

export interface AdmissionOptions {
  /** See MAX_CLIENTS_PER_PROCESS in env.ts. */
  maxPlayers: number;
  /** Seats taken in this server, promised ones included: a thousand may be on their way at once. */
  taken(): number;
  /** Whether another process takes new players: then this one only finds them a seat there. */
  elsewhere(): boolean;
  /** Whether this process drains. */
  leaving(): boolean;
}

export class Admission {
  readonly #on: AdmissionOptions;
  /** Rooms whose steps take longer than a tick although they already send fewer patches. */
  readonly overloaded = new Set<object>();

  constructor(options: AdmissionOptions) {
    this.#on = options;
  }

  /** @returns why no new player is taken; undefined when new players are */
  closed(): Closed | undefined {
    if (this.#on.taken() >= this.#on.maxPlayers) return "full";
    return this.overloaded.size > 0 ? "overloaded" : undefined;
  }

  /** Whether this process drains. */
  get leaving(): boolean {
    return this.#on.leaving();
  }

  /** @returns seconds after which a new player may ask again; 0 while there is room, here or elsewhere */
  fullFor(): number {
    const closed = this.closed();
    return closed === undefined || this.#on.elsewhere() ? 0 : RETRY[closed];
  }
}
