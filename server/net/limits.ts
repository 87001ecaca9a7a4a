/**
 * Limits for the requests of one client network, one player and one connection. They admit fifty people
 * behind one address who all press reload, and keep one machine from using up the server. Each process counts
 * separately.
 */
import { TokenBucket } from "./tokenBucket.ts";

/** burst: how many at once · every: seconds between them on average */
export interface Rate {
  burst: number;
  every: number;
}

/** The sender of a request or a message, as limits count it. */
export interface Sender {
  /** The client network. */
  readonly network: string;
  /** How many client networks it counts as. */
  readonly share: number;
}

export const RATES = {
  /**
   * Connections opened by one client network, twice as many as requests. A client above the request limit
   * gets an answer; one above this limit is disconnected without, which costs less.
   */
  connection: { burst: 4000, every: 0.01 },
  /** Requests of any kind from one client network. A page and what it loads are about ten. */
  request: { burst: 2000, every: 0.02 },
  /** Seats asked for by one client network, and by one player. */
  seat: { burst: 150, every: 0.5 },
  playerSeat: { burst: 10, every: 1 },
  /** Seats asked for without an identity, by one client network. */
  guestSeat: { burst: 60, every: 1 },
  /** Identities issued to one client network; renewals do not count. */
  session: { burst: 150, every: 0.5 },
  /** Sockets opened by one client network: joins, and returns of fifty players over a bad link. */
  upgrade: { burst: 300, every: 0.1 },
  /** Rooms that clients create, in the whole process; drop-in games create their own. */
  room: { burst: 10, every: 5 },
  /** Match logs, or ranges of them, sent to one client network: a log may have some megabytes. */
  replay: { burst: 120, every: 0.5 },
  /**
   * Requests of one client network for live matches, for streams of front pages, and for streams of parties,
   * each kind counted by itself. Fifty watchers behind a proxy that buffers streams send one per second each.
   */
  watch: { burst: 300, every: 0.015 },
  /** Requests for leaderboards and own records by one client network. */
  records: { burst: 200, every: 0.1 },
  /** Reports about players by one player, and by one client network, in all rooms of the process. */
  reporter: { burst: 5, every: 60 },
  reporterNetwork: { burst: 20, every: 15 },
  /** Wrong tokens for the operator's routes from one client network. */
  operator: { burst: 10, every: 6 },
} as const satisfies { [name: string]: Rate };
export type RateName = keyof typeof RATES;

/** Concurrency limits. */
export const CONCURRENT = {
  /** TCP connections of one client network. A browser opens six and a socket; fifty browsers open 350. */
  connections: 500,
  /** Sockets of one client network: fifty players, and their attempts while the server did not answer. */
  sockets: 250,
  /**
   * Seats of one client network that are kept for absent players: fifty players of one network may lose their
   * link at once.
   */
  away: 50,
  /** Seats of one player: a few tabs. */
  seats: 4,
  /**
   * Of one client network: live matches that it watches, streams of front pages, and streams of parties, each
   * kind counted by itself.
   */
  watchers: 150,
} as const;

/** Bots and benchmarks run on this machine: it counts as this many client networks. */
export const LOCAL_SHARE = 40;
/**
 * Client networks remembered at most; beyond it those that have been quiet are forgotten, then the oldest.
 */
const REMEMBERED = 20_000;

/** Token buckets of one kind, by key. */
export class RateLimiter {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, TokenBucket>();
  #sweptAt = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /**
   * @param who key: a client network, or the id of a player
   * @param share how many client networks it counts as
   * @returns seconds to wait; 0 when it may happen now, and then it counts
   */
  take(who: string, share = 1): number {
    const now = performance.now() / 1000;
    let bucket = this.#buckets.get(who);
    if (bucket === undefined) {
      if (this.#buckets.size >= REMEMBERED) this.#forget(now);
      bucket = new TokenBucket(this.#rate.burst * share, share / this.#rate.every, now);
      this.#buckets.set(who, bucket);
    }
    return bucket.take(now) ? 0 : bucket.wait(now);
  }

  /** Number of keys that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Drops full buckets, at most once a second, because clients decide how often this is called. */
  #forget(now: number): void {
    if (now - this.#sweptAt >= 1) {
      this.#sweptAt = now;
      for (const [who, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(who);
    }
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size < REMEMBERED) break;
      this.#buckets.delete(oldest);
    }
  }
}

/** Counts concurrent uses. */
export class ConcurrencyLimit {
  readonly #limit: number;
  readonly #counts = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @returns whether one more may be held; if so it counts until `release` */
  take(who: string, share = 1): boolean {
    const count = this.count(who);
    if (count >= this.#limit * share) return false;
    this.#counts.set(who, count + 1);
    return true;
  }

  release(who: string): void {
    const count = this.count(who) - 1;
    if (count > 0) this.#counts.set(who, count);
    else this.#counts.delete(who);
  }

  count(who: string): number {
    return this.#counts.get(who) ?? 0;
  }
}
