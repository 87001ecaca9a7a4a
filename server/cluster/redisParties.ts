/**
 * Parties in Redis: each call is one script.
 *
 *   party:CODE           room, mode, names as JSON, weight, at: when the room was bound or kept last, ms of Redis' clock
 *   party:CODE:visitors  player id ─▶ time of the latest visit and name
 */
import type { Redis } from "ioredis";
import { PARTY_NAMES } from "../../shared/party.ts";
import { defineScripts } from "../framework/redis.ts";
import { CHANGED, NOW } from "./ledgerLua.ts";
import { REDIS_KEY, roomKey } from "./ledgerRecords.ts";
import {
  PARTY_LASTS,
  PARTY_SETTLES,
  type PartyRoom,
  type PartyStore,
  partyWeight,
  VISIT,
} from "./parties.ts";

const partyKey = (party: string): string => `party:${party}`;
const visitorsKey = (party: string): string => `party:${party}:visitors`;

/** KEYS: party. A binding never loses time. */
const LAST = `
local function last(ms)
  if redis.call('PTTL', KEYS[1]) < ms then redis.call('PEXPIRE', KEYS[1], ms) end
end
local function write(room, mode, names, weight)
  redis.call('HSET', KEYS[1], 'room', room, 'mode', mode, 'names', names, 'weight', weight, 'at', now)
end
`;

const SCRIPTS = {
  /** KEYS: party, redis */
  look: {
    keys: 2,
    lua: `${NOW}${CHANGED}${LAST}
if now - changed(KEYS[2]) < ${PARTY_SETTLES} then return {'unsettled'} end
local at = redis.call('HMGET', KEYS[1], 'room', 'mode')
if not at[1] then return {} end
last(${PARTY_LASTS.empty})
return at`,
  },
  /** room, mode, room that the party leaves, or nothing. KEYS: party, redis */
  bind: {
    keys: 2,
    lua: `${NOW}${CHANGED}${LAST}
if now - changed(KEYS[2]) < ${PARTY_SETTLES} then return {'unsettled'} end
local at = redis.call('HMGET', KEYS[1], 'room', 'mode')
if at[1] and at[1] ~= ARGV[3] then return at end
write(ARGV[1], ARGV[2], '[]', 0)
redis.call('PEXPIRE', KEYS[1], ${PARTY_LASTS.empty})
return {ARGV[1], ARGV[2]}`,
  },
  /**
   * room, mode, names, weight, how long it lasts, ms. KEYS: party, redis. Called for each party of each room
   * once a second, after `notice`: so it does not ask Redis for its run. A binding from before a change of
   * Redis may be older than that of the room where the members sit; until all rooms have reported their
   * parties, the heaviest claim counts.
   */
  keep: {
    keys: 2,
    lua: `${NOW}${LAST}
local since = tonumber(redis.call('HGET', KEYS[2], 'since') or 0)
local at = redis.call('HMGET', KEYS[1], 'room', 'at', 'weight')
if at[1] and at[1] ~= ARGV[1] and tonumber(at[2]) >= since then
  if now - since >= ${PARTY_SETTLES} or tonumber(at[3]) >= tonumber(ARGV[4]) then return 0 end
end
write(ARGV[1], ARGV[2], ARGV[3], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1`,
  },
  /**
   * room. KEYS: party, record of the room. However late it comes, it does not touch a match that another
   * process has restored.
   */
  release: {
    keys: 2,
    lua: `
if redis.call('HGET', KEYS[2], 'owner') ~= '' then return 0 end
if redis.call('HGET', KEYS[1], 'room') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`,
  },
  /** KEYS: redis */
  notice: { keys: 1, lua: `${NOW}${CHANGED}\nreturn changed(KEYS[1])` },
  /**
   * ids and names of visitors. KEYS: party, visitors. Returns room, mode, names, then ids and names of all
   * visitors.
   */
  status: {
    keys: 2,
    lua: `${NOW}
local visits = redis.call('HGETALL', KEYS[2])
local at, name, ids = {}, {}, {}
for i = 1, #visits, 2 do
  local id = visits[i]
  at[id], name[id] = string.match(visits[i + 1], '^(%d+) (.*)$')
  if now - tonumber(at[id]) > ${VISIT} then
    redis.call('HDEL', KEYS[2], id)
    name[id] = nil
  else table.insert(ids, id) end
end
for i = 1, #ARGV, 2 do
  local id = ARGV[i]
  if name[id] or #ids < ${PARTY_NAMES} then
    if not name[id] then table.insert(ids, id) end
    name[id] = ARGV[i + 1]
    redis.call('HSET', KEYS[2], id, string.format('%.0f', now) .. ' ' .. name[id])
    redis.call('PEXPIRE', KEYS[2], ${VISIT})
  end
end
local bound = redis.call('HMGET', KEYS[1], 'room', 'mode', 'names')
local found = {bound[1] or '', bound[2] or '', bound[3] or '[]'}
for _, id in ipairs(ids) do
  table.insert(found, id)
  table.insert(found, name[id])
end
return found`,
  },
} as const;

export function redisParties(redis: Redis): PartyStore {
  const run = defineScripts(redis, "skirmish:party:", SCRIPTS);
  const read = (answer: unknown): PartyRoom | "unsettled" | undefined => {
    const [room, mode] = answer as (string | undefined)[];
    if (room === undefined) return undefined;
    return mode === undefined ? "unsettled" : { room, mode };
  };
  return {
    look: async (party) => read(await run("look", partyKey(party), REDIS_KEY)),
    bind: async (party, { room, mode }, instead = "") =>
      read(await run("bind", partyKey(party), REDIS_KEY, room, mode, instead))!,
    async keep(party, { room, mode }, seated) {
      const { names } = seated;
      const lasts = names.length > 0 ? PARTY_LASTS.seated : PARTY_LASTS.empty;
      const args = [room, mode, JSON.stringify(names), partyWeight(seated), lasts];
      await run("keep", partyKey(party), REDIS_KEY, ...args);
    },
    async release(party, room) {
      return (await run("release", partyKey(party), roomKey(room), room)) === 1;
    },
    async notice() {
      await run("notice", REDIS_KEY);
    },
    async status(party, visitors = []) {
      const keys = [partyKey(party), visitorsKey(party)];
      const here = visitors.flatMap(({ id, name }) => [id, name]);
      const [room, mode, names, ...found] = (await run("status", ...keys, ...here)) as string[];
      const playing = (JSON.parse(names!) as string[]).slice(0, PARTY_NAMES);
      const idAndName = (_: unknown, i: number) => ({ id: found[2 * i]!, name: found[2 * i + 1]! });
      const known = Array.from({ length: found.length / 2 }, idAndName);
      return { ...(room !== "" && { room: room!, mode: mode! }), playing, visitors: known };
    },
  };
}
