/** Why a player that has a seat reservation is not let in all the same. */
import { ServerError } from "@colyseus/core";
import { CLOSE, type JoinOptions, PROTOCOL_VERSION } from "../../shared/protocol.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { SeatLimits } from "./seatLimits.ts";

/** @throws ServerError that the client is told */
export function refuseOldClient(options: JoinOptions | undefined, { events, metrics }: Telemetry): void {
  if (typeof options?.version !== "number" || options.version >= PROTOCOL_VERSION) return;
  metrics.joins.inc({ result: "too_old" });
  events.add("refused", "join: a client too old");
  throw new ServerError(CLOSE.tooOld, "this version of the game is too old; reload the page");
}

/** Counts a seat of the player's. @throws ServerError that the client is told: it has too many already */
export function holdSeat(auth: unknown, limits: SeatLimits, { events, metrics }: Telemetry): void {
  if (limits.hold(auth)) return;
  metrics.joins.inc({ result: "too_many_seats" });
  events.add("refused", "join: too many seats");
  throw new ServerError(CLOSE.tooMany, "you play in too many places already");
}
