/**
 * One beat of a process, as a script, so that Redis does it whole or not at all and by its own clock. It
 *   1. renews the process's lease; after Redis was away, everybody's: nobody is dead before he could have spoken;
 *   2. lists the process's rooms again where their listing is lost or stale, but never over another process's;
 *   3. buries processes whose lease has run out, and sweeps the listings of processes that hold none;
 *   4. answers with everybody who is alive.
 */
import type { Redis, Result } from "ioredis";
import { LISTINGS } from "./driver.ts";
import type { RegistryStore } from "./registry.ts";

/** One of them is the framework's own list of processes, which nothing else clears of the dead. */
const KEYS = ["leases", "processes", LISTINGS, "beat", "roster", "roomcount", "figures"] as const;
export const ROSTER = KEYS[4];
export const FIGURES = KEYS[6];

const SCRIPT = `
local leases, processes, listings, beat, roster, counts, figures = unpack(KEYS)
local id, record, people, ttl, sweep = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local last = tonumber(redis.call("GET", beat) or 0)
redis.call("SET", beat, now)
if now - last > ttl / 2 then
  for _, one in ipairs(redis.call("ZRANGE", leases, 0, -1)) do redis.call("ZADD", leases, now + ttl, one) end
end
redis.call("ZADD", leases, now + ttl, id)
redis.call("HSET", processes, id, record)
redis.call("HSET", roster, id, people)
redis.call("HSET", figures, id, ARGV[6])

for i = 7, #ARGV, 2 do
  local listed = redis.call("HGET", listings, ARGV[i])
  if not listed or (listed ~= ARGV[i + 1] and cjson.decode(listed).processId == id) then
    redis.call("HSET", listings, ARGV[i], ARGV[i + 1])
  end
end

local dead = redis.call("ZRANGEBYSCORE", leases, "-inf", now)
for _, one in ipairs(dead) do
  redis.call("ZREM", leases, one)
  redis.call("HDEL", processes, one)
  redis.call("HDEL", roster, one)
  redis.call("HDEL", counts, one)
  redis.call("HDEL", figures, one)
end
local swept = {}
if #dead > 0 or redis.call("SET", beat .. ":sweep", 1, "NX", "PX", sweep) then
  local alive = {}
  for _, one in ipairs(redis.call("ZRANGE", leases, 0, -1)) do alive[one] = true end
  local all = redis.call("HGETALL", listings)
  for i = 1, #all, 2 do
    if not alive[cjson.decode(all[i + 1]).processId] then
      redis.call("HDEL", listings, all[i])
      swept[#swept + 1] = all[i]
    end
  end
end
return { redis.call("HVALS", processes), dead, swept }
`;

const LEAVE = `
redis.call("ZREM", KEYS[1], ARGV[1])
redis.call("HDEL", KEYS[2], ARGV[1])
redis.call("HDEL", KEYS[5], ARGV[1])
redis.call("HDEL", KEYS[6], ARGV[1])
redis.call("HDEL", KEYS[7], ARGV[1])
`;

declare module "ioredis" {
  interface RedisCommander<Context> {
    skirmishBeat(...args: (string | number)[]): Result<BeatAnswer, Context>;
    skirmishLeave(...args: string[]): Result<null, Context>;
  }
}

/** Records of the living; ids of the processes buried by this very beat; ids of the rooms whose listings it swept. */
export type BeatAnswer = [processes: string[], dead: string[], swept: string[]];

export interface BeatArguments {
  id: string;
  record: string;
  roster: string;
  ttlMs: number;
  sweepMs: number;
  /** How its rooms do, as JSON. */
  figures: string;
  /** Own rooms: id and listing. */
  rooms: readonly (readonly [string, string])[];
}

export function redisBeat(redis: Redis): RegistryStore {
  redis.defineCommand("skirmishBeat", { numberOfKeys: KEYS.length, lua: SCRIPT });
  redis.defineCommand("skirmishLeave", { numberOfKeys: KEYS.length, lua: LEAVE });
  return {
    beat: ({ id, record, roster, ttlMs, sweepMs, figures, rooms }) =>
      redis.skirmishBeat(...KEYS, id, record, roster, ttlMs, sweepMs, figures, ...rooms.flat()),
    async leave(id) {
      await redis.skirmishLeave(...KEYS, id);
    },
  };
}
