/** Requests seats all the time, as new players would. The ledger reports whether they got one. */
import { setTimeout as wait } from "node:timers/promises";
import type { Random } from "../../shared/maths/random.ts";
import { whole } from "../../shared/maths/random.ts";
import type { TestCluster } from "../support/cluster.ts";
import { requestSeat } from "../support/seats.ts";
import type { RunningServer } from "../support/server.ts";

/** Interval of requests, ms. */
const EVERY = 250;
/** A request without an answer within this time counts as failed, ms. */
const TIMEOUT = 10_000;

/** ms. */
const NOTICED = 500;

export class Seats {
  /** Refusals by processes that no fault hit. */
  refused: string[] = [];
  asked = 0;
  /** Longest time without a free seat anywhere while Redis was available, ms. */
  longest = 0;
  readonly #cluster: TestCluster;
  readonly #chance: Random;
  #seatAt = performance.now();
  #victim: RunningServer | undefined;
  #mayRefuse = false;
  #hitAt = Number.NEGATIVE_INFINITY;
  #isOver = false;

  constructor(cluster: TestCluster, chance: Random) {
    this.#cluster = cluster;
    this.#chance = chance;
    void this.#ask();
  }

  /** A fault begins. @param mayRefuse see `Fault` */
  hit(victim: RunningServer, mayRefuse: boolean): void {
    this.#victim = victim;
    this.#mayRefuse = mayRefuse;
    this.#hitAt = performance.now();
  }

  /** The fault is over. */
  mended(): void {
    if (this.#mayRefuse) this.#seatAt = performance.now();
    this.#mayRefuse = false;
    this.#victim = undefined;
  }

  stop(): void {
    this.#isOver = true;
  }

  async #ask(): Promise<void> {
    while (!this.#isOver) {
      const { servers } = this.#cluster;
      const server = servers[whole(this.#chance, servers.length)];
      if (server !== undefined) void this.#askAt(server);
      await wait(EVERY);
    }
  }

  async #askAt(server: RunningServer): Promise<void> {
    this.asked++;
    const asked = performance.now();
    const wasHit = (): boolean => server === this.#victim || this.#mayRefuse || asked < this.#hitAt;
    const excused = wasHit();
    const answer = await Promise.race([
      requestSeat(server.url, "swarm").catch(() => undefined),
      wait(TIMEOUT),
    ]);
    const now = performance.now();
    // The end of a process is noticed a moment after that of its connections.
    if (answer === undefined) await wait(NOTICED);
    if (answer?.status === 200) {
      if (!this.#mayRefuse) this.longest = Math.max(this.longest, now - this.#seatAt);
      this.#seatAt = now;
    } else if (!excused && !wasHit() && this.#cluster.servers.includes(server))
      this.refused.push(
        `${server.url}: ${answer?.status ?? "no answer"} after ${Math.round(now - asked)} ms`,
      );
  }
}
