/**
 * What a process checks of itself from time to time: that a player would get a seat here, and that its addresses lead to it.
 * Puts the two checks together with the server around them.
 */
import type { MatchMaker } from "../framework/framework.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import { AddressCheck, type AddressCheckOptions, CHECKED, type CheckedAddress } from "./addressCheck.ts";
import { systemClock as clock } from "./ports.ts";
import { answerReach, ask, askThrough } from "./reach.ts";
import type { Registry } from "./registry.ts";
import { SeatCheck, type SeatCheckOptions } from "./seatCheck.ts";

export interface SelfCheckOptions
  extends Pick<SeatCheckOptions, "kinds" | "whyNoSeat" | "hears">,
    Pick<AddressCheckOptions, "self" | "asksPublic"> {
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
    const { registry, telemetry, kinds, whyNoSeat, hears, self, asksPublic } = options;
    const { log, metrics } = telemetry;
    this.#matchMaker = matchMaker;
    this.#seats = new SeatCheck({
      ...{ clock, log, kinds, whyNoSeat, hears },
      isUp: () => registry.up,
      onChecked: (kind, isFree) => metrics.seatCheck.set({ room: kind }, isFree ? 1 : 0),
    });
    const onChecked = (address: CheckedAddress, isRight: boolean) =>
      metrics.addressCheck.set({ address }, isRight ? 1 : 0);
    for (const address of CHECKED) onChecked(address, true);
    if (!options.standsAlone)
      this.#addresses = new AddressCheck({
        ...{ clock, log, ask, hears, onChecked, self, asksPublic },
        askThrough: (...asked) => askThrough(matchMaker, ...asked),
        processes: () => registry.processes,
      });
    // What failed because Redis was away is asked again at once.
    registry.events.on("up", (up) => {
      this.#seats.redisChanged();
      if (up) void this.#seats.check();
    });
  }

  /** Lets other processes ask through this one for the addresses of others. */
  async answer(): Promise<void> {
    await answerReach(this.#matchMaker);
  }

  /** Resolves when the addresses are right, or the process does not start any more. Then they are checked from time to time. */
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
