/** What rooms need of the server that they are rooms of. */
import type { Lobby } from "../cluster/lobby.ts";
import type { Migrations } from "../cluster/migrations.ts";
import type { OwnershipOptions } from "../cluster/ownership.ts";
import type { RestoredMatch } from "../cluster/takeover.ts";
import type { Framework } from "../framework/framework.ts";
import type { Admission } from "../net/admission.ts";
import type { Identities } from "../net/identity.ts";
import type { GuardReports } from "../net/reports.ts";
import type { TextFilter } from "../net/textFilter.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { SeatLimits } from "./seatLimits.ts";
import type { SheddingLevels } from "./shedding.ts";

export interface RoomContext {
  /** The copy whose `Room` the class of the rooms extends. */
  readonly framework: Pick<Framework, "matchMaker">;
  readonly telemetry: Telemetry;
  readonly reports: GuardReports;
  readonly admission: Admission;
  readonly identities: Identities;
  readonly textFilter: TextFilter;
  readonly migrations: Migrations;
  readonly lobby: Lobby;
  readonly seatLimits: SeatLimits;
  readonly shedding: SheddingLevels;
  /** How rooms outlive the process; absent where nothing is shared between processes. */
  readonly ownership: OwnershipOptions<RestoredMatch> | undefined;
}
