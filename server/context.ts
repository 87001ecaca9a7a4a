/**
 * What one server has of its own. `createApp` makes one for each server and hands its parts down, so that several servers in
 * one process count, log, limit and play apart from each other.
 */
import { Lobby } from "./cluster/lobby.ts";
import { Migrations } from "./cluster/migrations.ts";
import type { Env } from "./env.ts";
import type { Framework } from "./framework/framework.ts";
import { reportsTo } from "./guard.ts";
import { Admission, type AdmissionOptions } from "./net/admission.ts";
import { Identities } from "./net/identity.ts";
import type { GuardReports } from "./net/reports.ts";
import { createTextFilter, type TextFilter } from "./net/textFilter.ts";
import type { Telemetry } from "./ops/telemetry.ts";
import { SeatLimits } from "./rooms/seatLimits.ts";
import { SheddingLevels } from "./rooms/shedding.ts";

export interface Context {
  /** The copy of Colyseus that the server runs on. */
  readonly framework: Framework;
  /** Log, metrics, events, load. */
  readonly telemetry: Telemetry;
  /** Where is told what was turned away. */
  readonly reports: GuardReports;
  /** Whether new players are taken. */
  readonly admission: Admission;
  /** Session tokens of players. */
  readonly identities: Identities;
  /** What they may say. */
  readonly textFilter: TextFilter;
  /** Matches that have come from other processes. */
  readonly migrations: Migrations;
  /** What is said to all rooms of all processes. */
  readonly lobby: Lobby;
  /** Seats that players and client networks hold. */
  readonly seatLimits: SeatLimits;
  /** What rooms leave out because their steps take too long. */
  readonly shedding: SheddingLevels;
}

/** @param load what decides whether new players are taken */
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
    textFilter: createTextFilter(env.PROFANITY_FILTER),
    migrations: new Migrations(),
    lobby: new Lobby(reports),
    seatLimits: new SeatLimits(),
    shedding: new SheddingLevels(telemetry.metrics),
  };
};
