/** Decides whether a server admits new players. New players must not slow down the present ones. */
/** Seconds after which a refused client may ask again. */
const RETRY = { full: 10, overloaded: 5 } as const;

export type Closed = "full" | "overloaded";

export interface AdmissionOptions {
  /** See MAX_CLIENTS_PER_PROCESS in env.ts. */
  maxPlayers: number;
  /** Seats taken in this server, reservations included: a thousand players may be about to join. */
  taken(): number;
  /** Whether another process admits new players: this one then only finds them a seat there. */
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

  /** @returns why no new player is admitted; undefined when new players are */
  closed(): Closed | undefined {
    if (this.#on.taken() >= this.#on.maxPlayers) return "full";
    return this.overloaded.size > 0 ? "overloaded" : undefined;
  }

  /** Whether this process drains. */
  get leaving(): boolean {
    return this.#on.leaving();
  }

  /**
   * @returns seconds after which a new player may ask again; 0 while there is a free seat, here or in another
   * process
   */
  fullFor(): number {
    const closed = this.closed();
    return closed === undefined || this.#on.elsewhere() ? 0 : RETRY[closed];
  }
}
