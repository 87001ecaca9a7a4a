/**
 * The Prometheus metrics of the process. Names are stable, because dashboards use them. Labels come from
 * closed lists, and every series exists from the start, at 0, so that "never happened" differs from "not
 * counted".
 */
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { PLAY_REFUSALS, REQUEST_REFUSALS, SEAT_REFUSALS, SOCKET_REFUSALS } from "../net/refusals.ts";
import { makersFor } from "./metricMakers.ts";

/**
 * The metrics of one server; two servers in one process count separately.
 * @param rooms names of its rooms
 */
export function createMetrics(rooms: readonly string[]) {
  const ROOMS = { room: rooms };
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { counter, gauge, histogram } = makersFor(registry);
  return {
    /** The registry of all metrics. */
    registry,
    tickSeconds: histogram(
      "skirmish_tick_seconds",
      "Time one step took, replication included",
      [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.033, 0.066, 0.133],
      ROOMS,
    ),
    tickP99: gauge("skirmish_tick_p99_seconds", "99th percentile of the latest 300 steps of all rooms"),
    tickOverruns: counter("skirmish_tick_overruns_total", "Steps that took longer than a tick", ROOMS),
    tickGaps: counter("skirmish_tick_gaps_total", "Pauses of more than 50 ms between two steps", ROOMS),
    ticksDropped: counter("skirmish_ticks_dropped_total", "Steps given up after a stall", ROOMS),
    /** 0: nothing · 1: every other patch · 2: new players too */
    shedding: gauge(
      "skirmish_shedding_level",
      "What a room leaves out because its steps take too long",
      ROOMS,
    ),
    patchBytes: counter("skirmish_patch_bytes_total", "Bytes of state sent to players", ROOMS),
    patchEncodeSeconds: histogram(
      "skirmish_patch_encode_seconds",
      "Time a step took to encode all its patches, sending apart",
      [0.0001, 0.0003, 0.001, 0.002, 0.004, 0.008, 0.016, 0.033],
      ROOMS,
    ),
    players: gauge("skirmish_players", "Players with a seat", ROOMS),
    bots: gauge("skirmish_bots", "Players with a seat that declare themselves bots", ROOMS),
    rooms: gauge("skirmish_rooms", "Rooms of this process", ROOMS),
    redisUp: gauge("skirmish_redis_up", "1 while Redis answers, or none is used"),
    headroom: gauge(
      "skirmish_headroom_ratio",
      "Free share of the scarcest of step time, event-loop lag, memory, seats and I/O threads",
    ),
    load: gauge("skirmish_load_ratio", "Used share of each resource that headroom is the least of", {
      resource: ["ticks", "lag", "memory", "seats", "io"],
    }),
    loopLag: gauge(
      "skirmish_loop_lag_seconds",
      "99th percentile of what timers were late in the last second",
    ),
    processes: gauge("skirmish_processes", "Processes known to be alive", { state: ["ready", "draining"] }),
    /**
     * differ: for example while AUTH_SECRET is rotated · apart: one signs sessions that the other cannot
     * verify
     */
    secrets: gauge(
      "skirmish_auth_secret_mismatches",
      "Other processes with other secrets for players' sessions",
      {
        fit: ["differ", "apart"],
      },
    ),
    /** listing: of rooms without a living process · process: processes whose lease has expired */
    swept: counter("skirmish_swept_total", "What was cleared away after processes that died", {
      what: ["listing", "process"],
    }),
    /**
     * applied: moved the ship · dropped: beyond the time budget · idle: neutral steps for a silent client
     */
    inputs: counter("skirmish_inputs_total", "Player inputs by what became of them", {
      result: ["applied", "dropped", "idle"],
    }),
    inputDebt: gauge("skirmish_input_debt", "Inputs of all players that wait for their tick", ROOMS),
    corrections: counter(
      "skirmish_corrections_reported_total",
      "Corrections of their own ship that players reported",
      ROOMS,
    ),
    joins: counter("skirmish_joins_total", "Joins by result", {
      result: ["ok", "too_old", "too_many_seats", "bot_refused"],
    }),
    joinSeconds: histogram(
      "skirmish_join_seconds",
      "From asking for a seat to sitting in it",
      [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8],
    ),
    /** See server/cluster/addressCheck.ts. */
    addressCheck: gauge(
      "skirmish_address_check_ok",
      "1 while nothing is wrong with the address for other processes, and with the one for players",
      { address: ["own", "public"] },
    ),
    /** Asked every 2 s; see server/cluster/seatCheck.ts. */
    seatCheck: gauge("skirmish_seat_check_ok", "1 while a seat could be had through this process", ROOMS),
    reconnects: counter("skirmish_reconnects_total", "Dropped players by what became of them", {
      result: ["ok", "gave_up"],
    }),
    /**
     * restored: from a checkpoint · failed: that was not possible · quarantined: the match cannot continue,
     * and has ended · unreadable: left to another process, because this one cannot read the checkpoint
     */
    restores: counter("skirmish_room_restores_total", "Rooms taken over from another process", {
      result: ["restored", "failed", "quarantined", "unreadable"],
    }),
    checkpointSeconds: histogram(
      "skirmish_checkpoint_seconds",
      "Time it took to encode a room's checkpoint",
      [0.0001, 0.0003, 0.001, 0.002, 0.004, 0.008, 0.016, 0.033],
    ),
    /** tail: what each step changes after a checkpoint */
    recoveryBytes: counter(
      "skirmish_recovery_bytes_total",
      "Bytes of matches written to Redis for takeovers",
      {
        kind: ["checkpoint", "tail"],
      },
    ),
    /** lost: the disk was full, or too slow */
    logSegments: counter(
      "skirmish_match_log_segments_total",
      "Segments of match logs, one a second and match",
      {
        result: ["written", "lost"],
      },
    ),
    logBytes: counter("skirmish_match_log_bytes_total", "Bytes written to match logs"),
    /** Of the folder, which processes may share. */
    logsKept: gauge("skirmish_match_logs_kept", "Matches whose logs are in REPLAY_DIR"),
    logsKeptBytes: gauge("skirmish_match_logs_kept_bytes", "Bytes of the match logs in REPLAY_DIR"),
    /** age: REPLAY_DAYS · size: REPLAY_MAX_MB · operator: an order */
    logsDeleted: counter("skirmish_match_logs_deleted_total", "Matches whose logs were deleted", {
      reason: ["age", "size", "operator"],
    }),
    /**
     * failed: the bucket is unreachable or refuses access, and the upload is retried · refused: it does not
     * accept this log
     */
    logsUploaded: counter("skirmish_match_logs_uploaded_total", "Uploads of match logs to REPLAY_S3", {
      result: ["done", "failed", "refused"],
    }),
    logsWaiting: gauge("skirmish_match_logs_waiting", "Finished match logs that are to be uploaded"),
    /**
     * repeated: the same player was reported by the same one before · full: too many are open · crowded: too
     * many of the reporter's client network are · failed: Redis did not answer
     */
    playerReports: counter("skirmish_player_reports_total", "Reports of players about other players", {
      result: ["taken", "repeated", "refused", "full", "crowded", "failed"],
    }),
    /** repeated: counted before · lost: the store was unreachable too long, or the process had to end */
    records: counter("skirmish_records_total", "Players' results of rounds, by what became of them", {
      result: ["written", "repeated", "lost"],
    }),
    recordsWaiting: gauge("skirmish_records_waiting", "Players' results that are to be written"),
    matchWatchers: gauge("skirmish_watchers", "Those who watch matches of this process live"),
    watchBytes: counter("skirmish_watch_bytes_total", "Bytes of match logs sent to live watchers"),
    rejected: counter("skirmish_rejected_total", "Requests, sockets and messages turned away", {
      reason: [
        ...Object.keys(SOCKET_REFUSALS),
        ...Object.keys(REQUEST_REFUSALS),
        ...PLAY_REFUSALS,
        ...SEAT_REFUSALS,
      ],
    }),
    /** Counts all lines, also those that are logged as totals only. */
    frameworkLines: counter("skirmish_framework_log_lines_total", "Lines that the framework logged", {
      level: ["trace", "debug", "info", "warn", "error"],
    }),
    /** client: of a connection; the process continues · bug: of the server; an exception ends the process */
    faults: counter("skirmish_uncaught_faults_total", "Faults that nothing had caught", {
      kind: ["client", "bug"],
    }),
    capacity: gauge("skirmish_capacity_players", "Players this process takes at most"),
    build: new Gauge({
      name: "skirmish_build_info",
      help: "1, for the version of this process",
      labelNames: ["version"],
      registers: [registry],
    }),
    operators: counter("skirmish_operator_actions_total", "What operators did", {
      action: ["drain", "undrain", "kick", "mute", "notice", "close", "pin", "unpin", "delete", "resolve"],
    }),
    presencePages: gauge("skirmish_front_pages", "Front pages to which who plays where is pushed"),
    partyPages: gauge("skirmish_party_pages", "Pages to which the status of their party is pushed"),
    httpConnections: gauge("skirmish_http_connections", "Connections of players over plain HTTP"),
    watchers: gauge("skirmish_console_feeds", "Live feeds of the operators' console that are open"),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
