/** What rooms need of the server that they are rooms of. */
import type { RestoredMatch } from "../cluster/checkpoint.ts";
import type { Lobby } from "../cluster/lobby.ts";
import type { Migrations } from "../cluster/migrations.ts";
import type { OwnershipOptions } from "../cluster/ownership.ts";
import type { Framework } from "../framework/framework.ts";
import type { LiveLogs } from "../log/liveLogs.ts";
import type { MatchLogs } from "../log/matchLogs.ts";
import type { Admission } from "../net/admission.ts";
import type { Identities } from "../net/identity.ts";
import type { GuardReports } from "../net/reports.ts";
import type { TextFilter } from "../net/textFilter.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { RecordWriter } from "../records/recordWriter.ts";
import type { SeatLimits } from "./seatLimits.ts";
import type { SheddingLevels } from "./shedding.ts";

/** Threads that have the connections of clients; see server/io/ioThreads.ts. */
export interface ConnectionThreads {
  /** Takes what they have read. */
  receive(): void;
  /** For how long the oldest has waited of what they have not written, ms. */
  readonly delay: number;
}

export interface RoomContext {
  /** The copy whose `Room` the class of the rooms extends. */
  readonly framework: Pick<Framework, "matchMaker">;
  /** Log, metrics, events, load. */
  readonly telemetry: Telemetry;
  /** Counts and tells what the guard turns away. */
  readonly reports: GuardReports;
  /** Whether new players are taken. */
  readonly admission: Admission;
  /** Session tokens of players. */
  readonly identities: Identities;
  /** What players may say. */
  readonly textFilter: TextFilter;
  /** Matches that have come from other processes. */
  readonly migrations: Migrations;
  /** Chat to all rooms of all processes. */
  readonly lobby: Lobby;
  /** Seats that players and client networks hold. */
  readonly seatLimits: SeatLimits;
  /** What rooms leave out because their steps take too long. */
  readonly shedding: SheddingLevels;
  /** How rooms outlive the process; absent where nothing is shared between processes. */
  readonly ownership: OwnershipOptions<RestoredMatch> | undefined;
  /** Logs of matches; absent where none are wanted. */
  readonly logs: MatchLogs | undefined;
  /** Writes what is kept of players; absent where nothing is. */
  readonly records: RecordWriter | undefined;
  /** Matches as they are watched; absent where nobody may. */
  readonly live: LiveLogs | undefined;
  /** Absent: this thread reads and writes the connections. */
  readonly io: ConnectionThreads | undefined;
}
