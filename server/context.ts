/**
 * The state of one server. `createApp` creates one for each server and passes its parts on, so that several
 * servers in one process have separate counters, logs, limits and players.
 */
import { Lobby } from "./cluster/lobby.ts";
import { Migrations } from "./cluster/migrations.ts";
import type { Env } from "./env.ts";
import type { Framework } from "./framework/framework.ts";
import { reportsTo } from "./guard.ts";
import { Admission, type AdmissionOptions } from "./net/admission.ts";
import { Identities } from "./net/identity.ts";
import { createTextFilter } from "./net/textFilter.ts";
import type { Telemetry } from "./ops/telemetry.ts";
import type { RoomContext } from "./rooms/roomContext.ts";
import { SeatLimits } from "./rooms/seatLimits.ts";
import { SheddingLevels } from "./rooms/shedding.ts";

/** The parts that rooms need, with the whole framework instead of a part of it. */
export interface Context
  extends Omit<
    RoomContext,
    | "framework"
    | "ownership"
    | "logs"
    | "live"
    | "records"
    | "readSkill"
    | "matching"
    | "parties"
    | "partyKeeper"
    | "playerReports"
    | "io"
  > {
  /** The copy of Colyseus that the server runs on. */
  readonly framework: Framework;
}

/** @param load decides whether new players are admitted */
export const createContext = (
  env: Env,
  framework: Framework,
  telemetry: Telemetry,
  load: Omit<AdmissionOptions, "maxPlayers">,
): Context => {
  const reports = reportsTo(telemetry);
  return {
    framework,
    telemetry,
    reports,
    admission: new Admission({ ...load, maxPlayers: env.MAX_CLIENTS_PER_PROCESS }),
    identities: new Identities(env.AUTH_SECRET),
    bots: env.ALLOW_BOTS,
    textFilter: createTextFilter(env.PROFANITY_FILTER),
    migrations: new Migrations(),
    lobby: new Lobby(reports),
    seatLimits: new SeatLimits(),
    shedding: new SheddingLevels(telemetry.metrics),
  };
};
