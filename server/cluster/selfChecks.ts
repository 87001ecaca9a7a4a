/**
 * The checks that a process makes of itself: that a player would get a seat through it, and that its
 * addresses lead to it. Connects the two checks with the server.
 */
import type { MatchMaker } from "../framework/framework.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { AddressCheck, type AddressCheckOptions, CHECKED, type CheckedAddress } from "./addressCheck.ts";
import { systemClock as clock } from "./ports.ts";
import { answerReach, ask, askThrough } from "./reach.ts";
import type { Registry } from "./registry.ts";
import { SeatCheck, type SeatCheckOptions } from "./seatCheck.ts";

export interface SelfCheckOptions
  extends Pick<SeatCheckOptions, "kinds" | "whyNoSeat" | "receivesRequests">,
    Pick<AddressCheckOptions, "self" | "checksPublicAddress"> {
  registry: Registry;
  telemetry: Pick<Telemetry, "log" | "metrics">;
  /** No other process asks this one for a room. */
  standsAlone: boolean;
}

export class SelfChecks {
  readonly #matchMaker: MatchMaker;
  readonly #seats: SeatCheck;
  readonly #addresses: AddressCheck | undefined;

  constructor(matchMaker: MatchMaker, options: SelfCheckOptions) {
    const { registry, telemetry, kinds, whyNoSeat, receivesRequests, self, checksPublicAddress } = options;
    const { log, metrics } = telemetry;
    this.#matchMaker = matchMaker;
    this.#seats = new SeatCheck({
      ...{ clock, log, kinds, whyNoSeat, receivesRequests },
      isUp: () => registry.up,
      onChecked: (kind, isFree) => metrics.seatCheck.set({ room: kind }, isFree ? 1 : 0),
    });
    const onChecked = (address: CheckedAddress, isRight: boolean) =>
      metrics.addressCheck.set({ address }, isRight ? 1 : 0);
    for (const address of CHECKED) onChecked(address, true);
    if (!options.standsAlone)
      this.#addresses = new AddressCheck({
        ...{ clock, log, ask, receivesRequests, onChecked, self, checksPublicAddress },
        askThrough: (...asked) => askThrough(matchMaker, ...asked),
        processes: () => registry.processes,
      });
    // A check that failed because Redis was away is repeated at once.
    registry.events.on("up", (up) => {
      this.#seats.redisChanged();
      if (up) void this.#seats.check();
    });
  }

  /** Answers other processes that want an address to be tried from here. */
  async answer(): Promise<void> {
    await answerReach(this.#matchMaker);
  }

  /**
   * Resolves when the addresses are right, or the start is cancelled. From then on they are checked
   * regularly.
   */
  async startAddresses(isStarting: () => boolean): Promise<void> {
    await this.#addresses?.start(isStarting);
  }

  /** To be called once the process takes players. */
  startSeats(): void {
    this.#seats.start();
  }

  stop(): void {
    this.#seats.stop();
    this.#addresses?.stop();
  }

  /** What is wrong with the addresses; undefined when they are right. */
  get addressFault(): string | undefined {
    return this.#addresses?.failure;
  }

  /** Why the seat check fails; undefined while it passes. */
  get seatFault(): string | undefined {
    return this.#seats.failure;
  }
}
