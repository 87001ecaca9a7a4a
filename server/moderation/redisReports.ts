/** Open reports in Redis, for a cluster. */
import type { Redis } from "ioredis";
import { z } from "zod";
import { PLAYER_REPORTS, type PlayerReport, REPORT_REASONS } from "../../shared/playerReports.ts";
import { defineScripts } from "../framework/redis.ts";
import { oldestKept, REMEMBERED, type ReportResult, type ReportStore } from "./reportStore.ts";

/** Hash of open reports by id, and sorted set of all known ids by time. */
const OPEN = "player-reports";
const KNOWN = "player-reports:known";

/** ARGV: id, report, ms since 1970, time before which ids are forgotten, most open reports, most known ids */
const ADD = `
redis.call("ZREMRANGEBYSCORE", KEYS[2], "-inf", ARGV[4])
if redis.call("ZSCORE", KEYS[2], ARGV[1]) then return "repeated" end
if redis.call("HLEN", KEYS[1]) >= tonumber(ARGV[5]) then return "full" end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
redis.call("ZADD", KEYS[2], ARGV[3], ARGV[1])
redis.call("ZREMRANGEBYRANK", KEYS[2], 0, -tonumber(ARGV[6]) - 1)
return "taken"
`;

const person = z.object({ session: z.string(), name: z.string() });
const stored = z.object({
  ...{ id: z.string(), at: z.number(), room: z.string(), mode: z.string(), tick: z.number() },
  ...{ reason: z.enum(REPORT_REASONS), reporter: person, reported: person },
  ...{ said: z.array(z.string()), logged: z.boolean() },
});

/** @param redis prefixes every key with the cluster's name */
export function redisReports(redis: Redis): ReportStore {
  const script = defineScripts(redis, "skirmish:reports:", { add: { keys: 2, lua: ADD } });
  return {
    async add(report) {
      const limits = [oldestKept(report.at), PLAYER_REPORTS.open, REMEMBERED];
      const args = [report.id, JSON.stringify(report), report.at, ...limits];
      return (await script("add", OPEN, KNOWN, ...args)) as ReportResult;
    },
    async list() {
      const oldest = oldestKept(Date.now());
      const kept: PlayerReport[] = [];
      const gone: string[] = [];
      for (const [id, text] of Object.entries(await redis.hgetall(OPEN))) {
        const report = readReport(text);
        if (report === undefined) continue;
        if (report.at < oldest) gone.push(id);
        else kept.push(report);
      }
      if (gone.length > 0) await redis.hdel(OPEN, ...gone);
      return kept;
    },
    resolve: async (id) => (await redis.hdel(OPEN, id)) > 0,
  };
}

/** @returns undefined for a report that this version cannot read: a process of another version may have written it */
function readReport(text: string): PlayerReport | undefined {
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
