/** Releases the lease of a match that has ended. */
import type { Telemetry } from "../ops/telemetry.ts";
import type { Ledger } from "./ledger.ts";
import { type Clock, elapsed, momentOf } from "./ports.ts";
import { ROOM_LEASE } from "./roomLease.ts";

/** Time between attempts while Redis does not answer, ms. */
const RETRY_AFTER = 500;

/**
 * Repeats the release until Redis answers, because a request for the room would otherwise restore the match;
 * at most until the record of the room has expired.
 */
export async function releaseLease(
  ledger: Ledger,
  room: string,
  epoch: number,
  clock: Clock,
  log: Telemetry["log"],
): Promise<void> {
  const since = momentOf(clock);
  do
    try {
      return await ledger.release(room, epoch);
    } catch (err) {
      log.debug({ room, err }, "lease not released");
      await clock.wait(RETRY_AFTER);
    }
  while (elapsed(clock, since) < ROOM_LEASE.kept);
  log.warn({ room }, "lease not released: it has expired");
}
