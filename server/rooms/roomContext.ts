/** What rooms need of their server. */
import type { RestoredMatch } from "../cluster/checkpoint.ts";
import type { Lobby } from "../cluster/lobby.ts";
import type { Migrations } from "../cluster/migrations.ts";
import type { OwnershipOptions } from "../cluster/ownership.ts";
import type { PartyStore } from "../cluster/parties.ts";
import type { PartyKeeper } from "../cluster/partyKeeper.ts";
import type { Matching } from "../cluster/waitingRooms.ts";
import type { Framework } from "../framework/framework.ts";
import type { LiveLogs } from "../log/liveLogs.ts";
import type { MatchLogs } from "../log/matchLogs.ts";
import type { PlayerReports } from "../moderation/playerReports.ts";
import type { Admission } from "../net/admission.ts";
import type { BotRules } from "../net/botRules.ts";
import type { Identities } from "../net/identity.ts";
import type { GuardReports } from "../net/reports.ts";
import type { TextFilter } from "../net/textFilter.ts";
import type { Telemetry } from "../ops/telemetry.ts";
import type { RecordWriter } from "../records/recordWriter.ts";
import type { ReadSkill } from "../records/skills.ts";
import type { SeatLimits } from "./seatLimits.ts";
import type { SheddingLevels } from "./shedding.ts";

/** Threads that serve the clients' connections; see server/io/ioThreads.ts. */
export interface ConnectionThreads {
  /** Processes the frames that they have read. */
  receive(): void;
  /** How long the oldest of their unwritten frames has waited, ms. */
  readonly delay: number;
}

export interface RoomContext {
  /** The copy of the framework whose `Room` the room classes extend. */
  readonly framework: Pick<Framework, "matchMaker">;
  /** Log, metrics, events, load. */
  readonly telemetry: Telemetry;
  /** Counts and reports what the guard rejects. */
  readonly reports: GuardReports;
  /** Whether the process admits new players. */
  readonly admission: Admission;
  /** Session tokens of players. */
  readonly identities: Identities;
  /** Which bots may join. */
  readonly bots: BotRules;
  /** Filter for names and chat. */
  readonly textFilter: TextFilter;
  /** Matches that have migrated here from other processes. */
  readonly migrations: Migrations;
  /** Chat to all rooms of all processes. */
  readonly lobby: Lobby;
  /** Reports of players about players. */
  readonly playerReports: PlayerReports;
  /** Limits for the seats of one player and of one client network. */
  readonly seatLimits: SeatLimits;
  /** Load shedding levels of the rooms. */
  readonly shedding: SheddingLevels;
  /** How rooms outlive the process; absent where processes share nothing. */
  readonly ownership: OwnershipOptions<RestoredMatch> | undefined;
  /** Logs of matches; absent when they are off. */
  readonly logs: MatchLogs | undefined;
  /** Writes the records of players; absent when they are off. */
  readonly records: RecordWriter | undefined;
  /** Reads how good players are. */
  readonly readSkill: ReadSkill;
  /** Pairs players who wait in rooms of their own. */
  readonly matching: Matching;
  /** To which rooms parties of friends are bound. */
  readonly parties: PartyStore;
  readonly partyKeeper: Pick<PartyKeeper, "closed">;
  /** Logs of running matches for watchers; absent when watching is off. */
  readonly live: LiveLogs | undefined;
  /** Absent: this thread serves the connections. */
  readonly io: ConnectionThreads | undefined;
}
