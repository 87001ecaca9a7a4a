/**
 * Records in Redis, and the scripts that change them. All keys start with `records`:
 *
 *   records:round:<round>            set of the entries that were counted
 *   records:of:<player>              hash: name; f:<mode>:<figure> total; r:<mode> rating, as in "25 8.3"
 *   records:all:<mode>:<figure>      sorted set of players by total
 *   records:<day>:<mode>:<figure>    same for a day
 *   records:players                  sorted set of players by their latest round, ms since 1970
 *   records:erased:<player>          when the player deleted its records, ms since 1970
 *   records:live:<mode>              hash of rooms with a running round; records:seen:<mode>: latest update of each, ms, by Redis' clock
 */
import type { Script } from "../framework/redis.ts";

export const BASE_KEY = "records";

const ERASE = `
local function erase(base, player, days)
  local of = base .. ':of:' .. player
  for _, field in ipairs(redis.call('HKEYS', of)) do
    local kind, rest = string.match(field, '^([fr]):(.+)$')
    if kind == 'r' then redis.call('ZREM', base .. ':all:' .. rest .. ':rating', player)
    elseif kind == 'f' then
      redis.call('ZREM', base .. ':all:' .. rest, player)
      for _, day in ipairs(days) do redis.call('ZREM', base .. ':' .. day .. ':' .. rest, player) end
    end
  end
  redis.call('DEL', of)
  redis.call('ZREM', base .. ':players', player)
end`;

const ROW = `
local function row(base, period, mode, player, figures)
  local of = base .. ':of:' .. player
  local values = {}
  for i, figure in ipairs(figures) do
    if period == 'all' then values[i] = redis.call('HGET', of, 'f:' .. mode .. ':' .. figure) or '0'
    else values[i] = redis.call('ZSCORE', base .. ':' .. period .. ':' .. mode .. ':' .. figure, player) or '0' end
  end
  return {redis.call('HGET', of, 'name') or '', redis.call('HGET', of, 'r:' .. mode) or '', values}
end`;

export const RECORD_SCRIPTS = {
  /**
   * id, mode, day, at, s to remember, time before which players without a round are deleted (ms since 1970),
   * days, entries
   */
  add: {
    keys: 1,
    lua: `${ERASE}
local base, id, mode, day, at = KEYS[1], ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local round = base .. ':round:' .. id
local fresh = {}
for _, entry in ipairs(cjson.decode(ARGV[8])) do
  local erased = tonumber(redis.call('GET', base .. ':erased:' .. entry.player) or '-1')
  if at > erased and redis.call('SISMEMBER', round, entry.key) == 0 then
    fresh[#fresh + 1] = entry
    if entry.now and (redis.call('HGET', base .. ':of:' .. entry.player, 'r:' .. mode) or '') ~= entry.was then return -1 end
  end
end
for _, entry in ipairs(fresh) do
  local player, of = entry.player, base .. ':of:' .. entry.player
  redis.call('SADD', round, entry.key)
  redis.call('HSET', of, 'name', entry.name)
  local latest = tonumber(redis.call('ZSCORE', base .. ':players', player) or '0')
  redis.call('ZADD', base .. ':players', math.max(at, latest), player)
  for figure, value in pairs(entry.figures) do
    if value > 0 then
      redis.call('HINCRBY', of, 'f:' .. mode .. ':' .. figure, value)
      redis.call('ZINCRBY', base .. ':all:' .. mode .. ':' .. figure, value, player)
      local today = base .. ':' .. day .. ':' .. mode .. ':' .. figure
      redis.call('ZINCRBY', today, value, player)
      redis.call('EXPIRE', today, ARGV[5])
    end
  end
  if entry.now then
    redis.call('HSET', of, 'r:' .. mode, entry.now)
    redis.call('ZADD', base .. ':all:' .. mode .. ':rating', entry.shown, player)
  end
end
if #fresh > 0 then redis.call('EXPIRE', round, ARGV[5]) end
for _, player in ipairs(redis.call('ZRANGEBYSCORE', base .. ':players', '-inf', '(' .. ARGV[6], 'LIMIT', 0, 20)) do
  erase(base, player, cjson.decode(ARGV[7]))
end
return #fresh`,
  },
  /** player, at, s to remember, days */
  erase: {
    keys: 1,
    lua: `${ERASE}
redis.call('SET', KEYS[1] .. ':erased:' .. ARGV[1], ARGV[2], 'EX', ARGV[3])
erase(KEYS[1], ARGV[1], cjson.decode(ARGV[4]))`,
  },
  /** mode, players */
  ratings: {
    keys: 1,
    lua: `
local found = {}
for i, player in ipairs(cjson.decode(ARGV[2])) do
  found[i] = redis.call('HGET', KEYS[1] .. ':of:' .. player, 'r:' .. ARGV[1]) or ''
end
return found`,
  },
  /** mode, period, by, most, figures */
  best: {
    keys: 1,
    lua: `${ROW}
local base, mode, period = KEYS[1], ARGV[1], ARGV[2]
local figures = cjson.decode(ARGV[5])
local players = redis.call('ZREVRANGEBYSCORE', base .. ':' .. period .. ':' .. mode .. ':' .. ARGV[3], '+inf', '(0', 'LIMIT', 0, ARGV[4])
local rows = {}
for i, player in ipairs(players) do rows[i] = row(base, period, mode, player, figures) end
return rows`,
  },
  /** mode, room, players or "", ms */
  show: {
    keys: 1,
    lua: `
local live, seen = KEYS[1] .. ':live:' .. ARGV[1], KEYS[1] .. ':seen:' .. ARGV[1]
if ARGV[3] == '' then
  redis.call('HDEL', live, ARGV[2])
  redis.call('ZREM', seen, ARGV[2])
  return
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', live, ARGV[2], ARGV[3])
redis.call('ZADD', seen, now, ARGV[2])
redis.call('PEXPIRE', live, ARGV[4])
redis.call('PEXPIRE', seen, ARGV[4])`,
  },
  /** mode, ms */
  shown: {
    keys: 1,
    lua: `
local live, seen = KEYS[1] .. ':live:' .. ARGV[1], KEYS[1] .. ':seen:' .. ARGV[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, room in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', now - ARGV[2])) do
  redis.call('HDEL', live, room)
  redis.call('ZREM', seen, room)
end
return redis.call('HVALS', live)`,
  },
} as const satisfies { [name: string]: Script };
