/**
 * Matches that cannot continue: this process gave them up, they broke their owners, or their restore failed.
 * A lost match ends for its players; its checkpoint is kept for the operator.
 */
import type { Telemetry } from "../ops/telemetry.ts";
import type { Ledger } from "./ledger.ts";
import type { Clock } from "./ports.ts";
import { ROOM_LEASE } from "./roomLease.ts";

/** Time between attempts to quarantine a match while Redis does not answer, ms. */
const GIVE_UP_AGAIN = 300;

export class LostMatches {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #telemetry: Pick<Telemetry, "events" | "log" | "metrics">;
  /** Rooms that this process has given up while Redis does not know that yet. */
  readonly #givenUp = new Set<string>();

  constructor(ledger: Ledger, clock: Clock, telemetry: Pick<Telemetry, "events" | "log" | "metrics">) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#telemetry = telemetry;
  }

  /**
   * Whether this process has given the match up while Redis does not know that yet: it must not be restored.
   */
  isGivenUp(room: string): boolean {
    return this.#givenUp.has(room);
  }

  /**
   * Ends a match of this process that cannot continue in any process. Repeats the request until Redis answers
   * or the record has expired.
   */
  async giveUp(room: string, epoch: number, why: string): Promise<void> {
    const since = this.#clock.now();
    this.#givenUp.add(room);
    do
      try {
        if (await this.#ledger.quarantine(room, epoch)) this.quarantined(room, why);
        break;
      } catch (err) {
        this.#telemetry.log.debug(
          { room, epoch, err },
          "a match was given up, and Redis does not answer: trying again",
        );
        await this.#clock.wait(GIVE_UP_AGAIN);
      }
    while (this.#clock.now() - since < ROOM_LEASE.kept);
    this.#givenUp.delete(room);
  }

  /** Reports that a match has ended and its checkpoint is kept. */
  quarantined(room: string, why: string): void {
    const { events, log, metrics } = this.#telemetry;
    metrics.restores.inc({ result: "quarantined" });
    log.error({ room, why }, `match lost: its checkpoint is kept in Redis under lost:${room}`);
    events.add("takeover", `match ${room} is lost: ${why}; its checkpoint is kept under lost:${room}`);
  }

  /** A match could not be restored here. When the next attempt fails as well, the match ends. */
  restoreFailed(room: string, epoch: number, err: unknown): void {
    const { events, log, metrics } = this.#telemetry;
    metrics.restores.inc({ result: "failed" });
    log.error({ room, epoch, err }, "a room could not be restored");
    events.add("takeover", `room ${room} could not be restored`);
    // If Redis does not get this, the failure counts as a death of unknown cause.
    this.#ledger
      .restoreFailed(room, epoch)
      .catch((fault) => log.debug({ room, err: fault }, "failed restore not recorded in Redis"));
  }
}
