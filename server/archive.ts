/** What is kept of matches and players: match logs, records, and reports of players about players. */
import type { Redis } from "ioredis";
import type { Env } from "./env.ts";
import type { MatchMaker } from "./framework/framework.ts";
import type { GameServer } from "./game.ts";
import { LiveLogs } from "./log/liveLogs.ts";
import { redisTails } from "./log/liveTails.ts";
import { type KeepingRules, LogKeeping } from "./log/logKeeping.ts";
import type { MatchLogs } from "./log/matchLogs.ts";
import { PlayerReports } from "./moderation/playerReports.ts";
import { redisReports } from "./moderation/redisReports.ts";
import { memoryReports } from "./moderation/reportStore.ts";
import type { Telemetry } from "./ops/telemetry.ts";
import { Leaderboards, recordedModes } from "./records/leaderboards.ts";
import { RecordWriter } from "./records/recordWriter.ts";
import { type ReadSkill, readSkills } from "./records/skills.ts";
import type { RecordStore } from "./records/store.ts";

export interface Archive {
  playerReports: PlayerReports;
  /** Keeps the match logs; absent when they are off. */
  keeping: LogKeeping | undefined;
  /** Logs of running matches for watchers; absent when watching is off. */
  live: LiveLogs | undefined;
  /** Writes the records of players; absent when they are off. Must be ended when all rooms are closed. */
  recordWriter: RecordWriter | undefined;
  leaderboards: Leaderboards | undefined;
  readSkill: ReadSkill;
}

/** @param logs absent: matches are not logged @param records absent: players have no records */
export function createArchive(
  env: Env,
  matchMaker: MatchMaker,
  games: readonly GameServer[],
  telemetry: Telemetry,
  redis: Redis | undefined,
  logs: MatchLogs | undefined,
  records: RecordStore | undefined,
): Archive {
  const reports = redis === undefined ? memoryReports() : redisReports(redis);
  const playerReports = new PlayerReports(reports, telemetry, env.AUTH_SECRET?.[0]);
  const sources = {
    openRooms: async () => (await matchMaker.query({})).map(({ roomId }) => roomId),
    reportedMatches: () => playerReports.keptMatches(),
  };
  const mayWatch = env.MAX_WATCHERS_PER_PROCESS > 0;
  return {
    playerReports,
    keeping: logs && new LogKeeping(keepingRules(env), logs.folder, sources, telemetry),
    live: mayWatch ? new LiveLogs(env.WATCH_DELAY, telemetry, redis && redisTails(redis)) : undefined,
    recordWriter: records && new RecordWriter(records, telemetry),
    leaderboards: records && new Leaderboards(records, recordedModes(games)),
    readSkill: readSkills(records),
  };
}

function keepingRules(env: Env): KeepingRules {
  const { REPLAY_S3: url, REPLAY_S3_KEY: key, REPLAY_S3_SECRET: secret, REPLAY_S3_REGION: region } = env;
  const hasBucket = url !== undefined && key !== undefined && secret !== undefined;
  return {
    ...{ days: env.REPLAY_DAYS, megabytes: env.REPLAY_MAX_MB, delay: env.WATCH_DELAY },
    bucket: hasBucket ? { url, key, secret, region } : undefined,
  };
}
