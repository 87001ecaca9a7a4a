/**
 * The heartbeat of a process: one script, which Redis runs whole or not at all, by its own clock. The script
 *   1. renews the lease of the process; after Redis was away, all leases: a process counts as dead only after it could have sent a heartbeat;
 *   2. writes the listings of its rooms that are lost or stale, but never replaces the listing of a later owner;
 *   3. removes processes whose lease has expired, and listings of processes without a lease;
 *   4. returns all living processes, listings under the id of this process that it had not sent, the number of processes whose
 *      lease has expired lately, and whether Redis is new or has just lost its data.
 */
import type { Redis, Result } from "ioredis";
import { LISTINGS, READ_LISTING, type Stray } from "./listings.ts";
import type { RegistryStore } from "./redisRegistry.ts";
import type { ProcessRecord } from "./registry.ts";

/**
 * All keys of the script: Redis checks a user's rights by the keys that a script declares. `roomcount` is the
 * framework's list of processes; nothing else removes dead processes from it.
 */
const KEYS = [
  "leases",
  "processes",
  LISTINGS,
  "beat",
  "roster",
  "roomcount",
  "figures",
  "silent",
  "told",
  "strays",
  "beat:first",
  "beat:sweep",
] as const;
/** Processes by the end of their lease, ms since 1970. */
export const LEASES = KEYS[0];
export const ROSTER = KEYS[4];
export const FIGURES = KEYS[6];

const SCRIPT = `
${READ_LISTING}
local leases, processes, listings, beat, roster, counts, figures, silent, told, strays, begun, swept_at = unpack(KEYS)
local id, record, people, ttl, sweep = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local pause = tonumber(ARGV[7])
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local last = tonumber(redis.call("GET", beat) or 0)
redis.call("SET", beat, now)
redis.call("SET", begun, now, "NX")
local first = tonumber(redis.call("GET", begun))
if now - last > ttl / 2 then
  -- Redis hung, or was cut off, before all had sent their first heartbeat: that time does not count.
  if last - first < ttl then
    first = now - math.max(0, last - first)
    redis.call("SET", begun, first)
  end
  for _, one in ipairs(redis.call("ZRANGE", leases, 0, -1)) do redis.call("ZADD", leases, now + ttl, one) end
end
redis.call("ZADD", leases, now + ttl, id)
redis.call("HSET", processes, id, record)
redis.call("HSET", roster, id, people)
redis.call("HSET", figures, id, ARGV[6])
redis.call("ZREM", silent, id)
redis.call("ZREMRANGEBYSCORE", silent, "-inf", now - pause)

local rooms = {}
for i = 8, #ARGV, 2 do
  rooms[#rooms + 1] = ARGV[i]
  local listed = redis.call("HGET", listings, ARGV[i])
  local isOurs = not listed
  if listed and listed ~= ARGV[i + 1] then
    local owner, epoch = read(listed)
    local _, mine = read(ARGV[i + 1])
    isOurs = not owner or epoch < mine or epoch == mine and owner == id
  end
  if isOurs then redis.call("HSET", listings, ARGV[i], ARGV[i + 1]) end
end

redis.call("HSET", told, id, table.concat(rooms, ","))

local dead = redis.call("ZRANGEBYSCORE", leases, "-inf", now)
for _, one in ipairs(dead) do
  redis.call("ZREM", leases, one)
  redis.call("ZADD", silent, now, one)
  redis.call("HDEL", processes, one)
  redis.call("HDEL", roster, one)
  redis.call("HDEL", counts, one)
  redis.call("HDEL", figures, one)
  redis.call("HDEL", told, one)
  redis.call("HDEL", strays, one)
end
local swept = {}
if #dead > 0 or redis.call("SET", swept_at, 1, "NX", "PX", sweep) then
  local has, found = {}, {}
  for _, one in ipairs(redis.call("ZRANGE", leases, 0, -1)) do
    has[one], found[one] = {}, {}
    for room in string.gmatch(redis.call("HGET", told, one) or "", "[^,]+") do has[one][room] = true end
  end
  local all = redis.call("HGETALL", listings)
  for i = 1, #all, 2 do
    local owner, epoch = read(all[i + 1])
    if not owner or not has[owner] then
      redis.call("HDEL", listings, all[i])
      swept[#swept + 1] = all[i]
    elseif not has[owner][all[i]] then
      table.insert(found[owner], { all[i], epoch })
    end
  end
  redis.call("DEL", strays)
  for one, list in pairs(found) do
    if #list > 0 then redis.call("HSET", strays, one, cjson.encode(list)) end
  end
end
local mine = redis.call("HGET", strays, id)
if mine then redis.call("HDEL", strays, id) end
return {
  redis.call("HVALS", processes), dead, swept, cjson.decode(mine or "[]"), redis.call("ZCARD", silent),
  now - first < ttl and 1 or 0,
}
`;

const LEAVE = `
redis.call("ZREM", KEYS[1], ARGV[1])
redis.call("HDEL", KEYS[2], ARGV[1])
redis.call("HDEL", KEYS[5], ARGV[1])
redis.call("HDEL", KEYS[6], ARGV[1])
redis.call("HDEL", KEYS[7], ARGV[1])
redis.call("HDEL", KEYS[9], ARGV[1])
redis.call("HDEL", KEYS[10], ARGV[1])
`;

declare module "ioredis" {
  interface RedisCommander<Context> {
    skirmishBeat(...args: (string | number)[]): Result<[processes: string[], ...Tail<BeatAnswer>], Context>;
    skirmishLeave(...args: string[]): Result<null, Context>;
  }
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

export type BeatAnswer = [
  /** The living processes. */
  processes: ProcessRecord[],
  /** Ids of the processes that this heartbeat has removed. */
  dead: string[],
  /** Ids of the rooms whose listings it swept. */
  swept: string[],
  /**
   * Listings under the id of the process that were not among the rooms in its heartbeat when listings were
   * last swept.
   */
  strays: Stray[],
  /** Number of processes that were removed within `pauseMs` and have sent no heartbeat since. */
  silent: number,
  /** 1 while Redis has received heartbeats for less than `ttlMs`: it is new, or has lost its data. */
  isNew: number,
];

export interface BeatArguments {
  id: string;
  record: ProcessRecord;
  roster: string;
  ttlMs: number;
  sweepMs: number;
  /** Figures of its rooms, as JSON. */
  figures: string;
  /** A process that sends no heartbeats may send them again within this time. */
  pauseMs: number;
  /** Own rooms: id and listing. */
  rooms: readonly (readonly [string, string])[];
}

export function redisBeat(redis: Redis): RegistryStore {
  redis.defineCommand("skirmishBeat", { numberOfKeys: KEYS.length, lua: SCRIPT });
  redis.defineCommand("skirmishLeave", { numberOfKeys: KEYS.length, lua: LEAVE });
  return {
    async beat({ id, record, roster, ttlMs, sweepMs, figures, pauseMs, rooms }) {
      const args = [id, JSON.stringify(record), roster, ttlMs, sweepMs, figures, pauseMs] as const;
      const [processes, ...rest] = await redis.skirmishBeat(...KEYS, ...args, ...rooms.flat());
      return [processes.map((text): ProcessRecord => JSON.parse(text)), ...rest];
    },
    async leave(id) {
      await redis.skirmishLeave(...KEYS, id);
    },
  };
}
