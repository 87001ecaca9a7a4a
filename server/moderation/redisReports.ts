/**
 * Open reports in Redis, for a cluster. All times are by Redis' clock: those of processes may differ.
 *
 *   player-reports            hash of open reports by id
 *   player-reports:times      sorted set of their ids by time, ms since 1970
 *   player-reports:networks   hash of the reporters' hashed client networks, by id
 *   player-reports:known      sorted set of all ids by time, also of resolved reports
 */
import type { Redis } from "ioredis";
import { z } from "zod";
import { PLAYER_REPORTS, REPORT_REASONS } from "../../shared/playerReports.ts";
import { defineScripts } from "../framework/redis.ts";
import {
  KEPT_FOR,
  REMEMBERED,
  type ReportResult,
  type ReportStore,
  type StoredReport,
} from "./reportStore.ts";

const KEYS = ["player-reports", "player-reports:times", "player-reports:networks", "player-reports:known"];
/**
 * A report that this version cannot read is deleted after this time, ms: a process of another version may
 * still read it.
 */
const UNREADABLE = 24 * 3600_000;

/** Removes outdated reports. ARGV[1]: ms for which they are kept */
const FORGET = `
local open, times, networks, known = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function remove(id)
  redis.call("ZREM", times, id)
  redis.call("HDEL", networks, id)
  return redis.call("HDEL", open, id)
end
local oldest = now - ARGV[1]
for _, id in ipairs(redis.call("ZRANGEBYSCORE", times, "-inf", oldest)) do remove(id) end
redis.call("ZREMRANGEBYSCORE", known, "-inf", oldest)`;

/** ARGV: ms, id, report, network, most open reports of a network, most open reports, most known ids */
const ADD = `${FORGET}
local id, network = ARGV[2], ARGV[4]
if redis.call("ZSCORE", known, id) then return "repeated" end
if network ~= "" then
  local count = 0
  for _, one in ipairs(redis.call("HVALS", networks)) do if one == network then count = count + 1 end end
  if count >= tonumber(ARGV[5]) then return "crowded" end
end
if redis.call("HLEN", open) >= tonumber(ARGV[6]) then return "full" end
redis.call("HSET", open, id, ARGV[3])
redis.call("ZADD", times, now, id)
redis.call("HSET", networks, id, network)
redis.call("ZADD", known, now, id)
redis.call("ZREMRANGEBYRANK", known, 0, -tonumber(ARGV[7]) - 1)
for _, key in ipairs(KEYS) do redis.call("PEXPIRE", key, ARGV[1]) end
return "taken"`;

/** Returns the age of each report, ms, its time, its id and its text. A report without a time is new. */
const LIST = `${FORGET}
local all = redis.call("HGETALL", open)
local found = {}
for i = 1, #all, 2 do
  local at = redis.call("ZSCORE", times, all[i])
  if not at then
    at = now
    redis.call("ZADD", times, now, all[i])
  end
  found[#found + 1] = {now - at, tonumber(at), all[i], all[i + 1]}
end
return found`;

/** ARGV: ms, ids. Returns how many there were. */
const REMOVE = `${FORGET}
local removed = 0
for i = 2, #ARGV do removed = removed + remove(ARGV[i]) end
return removed`;

const person = z.object({ session: z.string(), name: z.string() });
const stored = z.object({
  ...{ id: z.string(), room: z.string(), mode: z.string(), tick: z.number(), network: z.string() },
  ...{ reason: z.enum(REPORT_REASONS), reporter: person, reported: person },
  ...{ said: z.array(z.string()), logged: z.boolean() },
});

/** @param redis prefixes every key with the cluster's name */
export function redisReports(redis: Redis): ReportStore {
  const script = defineScripts(redis, "skirmish:reports:", {
    add: { keys: KEYS.length, lua: ADD },
    list: { keys: KEYS.length, lua: LIST },
    remove: { keys: KEYS.length, lua: REMOVE },
  });
  const remove = async (...ids: string[]) => (await script("remove", ...KEYS, KEPT_FOR, ...ids)) as number;
  return {
    async add(report, most) {
      const limits = [most, PLAYER_REPORTS.open, REMEMBERED];
      const args = [report.id, JSON.stringify(report), report.network, ...limits];
      return (await script("add", ...KEYS, KEPT_FOR, ...args)) as ReportResult;
    },
    async list() {
      const found = (await script("list", ...KEYS, KEPT_FOR)) as [number, number, string, string][];
      const read: StoredReport[] = [];
      const unreadable: string[] = [];
      for (const [age, at, id, text] of found) {
        const report = readReport(text);
        if (report !== undefined) read.push({ ...report, at });
        else if (age > UNREADABLE) unreadable.push(id);
      }
      if (unreadable.length > 0) await remove(...unreadable);
      return read;
    },
    resolve: async (id) => (await remove(id)) > 0,
  };
}

/** @returns undefined for a report that this version cannot read */
function readReport(text: string): Omit<StoredReport, "at"> | undefined {
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
