/**
 * The scripts that alone change the records of the ledger (ledgerRecords.ts). Redis runs each script whole or
 * not at all, one after the other. The scripts measure time by the clock of Redis.
 */
import type { Script } from "../framework/redis.ts";
import { CHANGED, END, NOW, OWN, OWNED, QUARANTINE } from "./ledgerLua.ts";
import { ROOM_LEASE } from "./roomLease.ts";

/** Longer than the record of its room, which each checkpoint and takeover keeps for that long again, ms. */
const TAIL_KEPT = ROOM_LEASE.kept + 30_000;

/** Each with its arguments; KEYS is the room unless more are named. */
export const LEDGER_SCRIPTS = {
  /** id, address, public, name */
  open: {
    keys: 1,
    lua: `${NOW}${OWN}
local at = redis.call('HMGET', KEYS[1], 'owner', 'epoch')
if at[1] == '' then return {'over'} end
if at[1] then return {'held', at[1], tonumber(at[2])} end
own(ARGV[1], ARGV[2], ARGV[3], 1)
redis.call('HSET', KEYS[1], 'name', ARGV[4])
return {'won', 1, '', ''}`,
  },
  /** id, address, public, name, epoch, quiet, id of the room. KEYS: room, tail, redis, lost, blame */
  takeOver: {
    keys: 5,
    lua: `${NOW}${CHANGED}${OWN}${QUARANTINE}
local since = changed(KEYS[3])
local at = redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'renewed', 'restores', 'passed', 'forgotten', 'broken', 'failed')
if at[1] == '' then return {'over'} end
local known, quiet = tonumber(ARGV[5]), tonumber(ARGV[6])
-- As \`leap\` in roomLease.ts.
local mark = 0
for i = 1, #ARGV[1] do mark = (mark * 31 + string.byte(ARGV[1], i)) % 1024 end
local later = known + 1000 + 1024 * (math.floor(now / 1000) % 1000) + mark
if not at[1] then
  if now - since < ${ROOM_LEASE.settle} then return {'unsettled'} end
  return {'none', later}
end
local theirs, restores, broken = tonumber(at[2]), tonumber(at[4] or 0), tonumber(at[7] or 0)
local held = {'held', at[1], theirs}
if theirs > known or now - at[3] < quiet then return held end
if quiet == 0 and at[1] ~= ARGV[1] and at[5] ~= at[2] then return held end
local epoch = (tonumber(at[3]) < since or at[6]) and later or known + 1
if quiet > 0 then
  if now - since < ${ROOM_LEASE.settle} then return held end
  local blamed = redis.call('GET', KEYS[5])
  local explained = blamed or at[8] == at[2]
  if broken > 0 and not explained and now - at[3] < ${ROOM_LEASE.suspected} then return held end
  if not blamed or blamed == ARGV[7] then restores = restores + 1 end
  if blamed == ARGV[7] then broken = broken + 1 end
  if restores > ${ROOM_LEASE.restores} or broken > ${ROOM_LEASE.restoresOfBroken} then
    quarantine(KEYS[4], epoch)
    return {'lost'}
  end
end
own(ARGV[1], ARGV[2], ARGV[3], epoch)
redis.call('HDEL', KEYS[1], 'forgotten')
redis.call('HSET', KEYS[1], 'name', ARGV[4], 'restores', restores, 'broken', broken)
redis.call('PEXPIRE', KEYS[2], ${ROOM_LEASE.kept})
return {'won', epoch, redis.call('HGET', KEYS[1], 'checkpoint') or '', redis.call('GET', KEYS[2]) or ''}`,
  },
  /**
   * owner, epoch, address, public, name, played, checkpoint, number of the write; an empty one leaves what is
   * there. KEYS: room, tail
   */
  renew: {
    keys: 2,
    lua: `${NOW}${OWN}${OWNED}
if ARGV[8] ~= '' then
  local of, newest = string.match(redis.call('HGET', KEYS[1], 'written') or '', '(%d+):(%d+)')
  if tonumber(of) == mine and tonumber(newest) >= tonumber(ARGV[8]) then return 1 end
  redis.call('HSET', KEYS[1], 'written', ARGV[2] .. ':' .. ARGV[8])
end
own(ARGV[1], ARGV[3], ARGV[4], mine)
redis.call('HSET', KEYS[1], 'name', ARGV[5])
if not at[1] then redis.call('HSET', KEYS[1], 'forgotten', 1) end
if ARGV[6] ~= '' then redis.call('HDEL', KEYS[1], 'restores', 'broken') end
if ARGV[7] ~= '' then
  redis.call('HSET', KEYS[1], 'checkpoint', ARGV[7])
  redis.call('SET', KEYS[2], '', 'PX', ${TAIL_KEPT})
end
return theirs < mine and 2 or 1`,
  },
  /**
   * owner, epoch, number of the write, bytes. KEYS: room, tail. Runs once a tick and room, so it does no more
   * than it must: the checkpoint before has written the rest of the record.
   */
  append: {
    keys: 2,
    lua: `
local at = redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'written')
local mine, theirs, number = tonumber(ARGV[2]), tonumber(at[2] or 0), tonumber(ARGV[3])
if at[1] and (theirs > mine or (theirs == mine and at[1] ~= ARGV[1])) then return 0 end
local of, newest = string.match(at[3] or '', '(%d+):(%d+)')
if theirs ~= mine or tonumber(of) ~= mine or tonumber(newest) + 1 < number then return 2 end
if tonumber(newest) >= number then return 1 end
${NOW}
redis.call('HSET', KEYS[1], 'renewed', now, 'written', ARGV[2] .. ':' .. ARGV[3])
redis.call('APPEND', KEYS[2], ARGV[4])
return 1`,
  },
  /**
   * owner, epoch, address, public, name, whether no other process has the room; empty: it has not asked them.
   * KEYS: room, redis, asked. Of several that ask the latest owner is answered first.
   */
  confirm: {
    keys: 3,
    lua: `${NOW}${CHANGED}${OWN}${OWNED}
local since = changed(KEYS[2])
local renewed = tonumber(redis.call('HGET', KEYS[1], 'renewed') or 0)
local asked = tonumber(redis.call('GET', KEYS[3]) or 0)
local function note() redis.call('SET', KEYS[3], mine, 'PX', ${ROOM_LEASE.asks}) end
if renewed < since and now - since < ${ROOM_LEASE.settle} then
  if asked <= mine then note() end
  return 3
end
if asked > mine then return 3 end
if renewed < since and ARGV[6] == '' then
  note()
  return 4
end
own(ARGV[1], ARGV[3], ARGV[4], mine)
redis.call('HSET', KEYS[1], 'name', ARGV[5])
if not at[1] then redis.call('HSET', KEYS[1], 'forgotten', 1) end
return theirs < mine and 2 or 1`,
  },
  /** owner, epoch, checkpoint, id, address, public of the target process, name. KEYS: room, tail */
  pass: {
    keys: 2,
    lua: `${NOW}${OWN}${OWNED}
own(ARGV[4], ARGV[5], ARGV[6], mine + 1)
redis.call('HSET', KEYS[1], 'checkpoint', ARGV[3], 'name', ARGV[7], 'passed', mine + 1)
redis.call('HDEL', KEYS[1], 'restores', 'broken')
redis.call('DEL', KEYS[2])
if not at[1] then redis.call('HSET', KEYS[1], 'forgotten', 1) end
return 1`,
  },
  /** owner, epoch. KEYS: room, tail */
  release: {
    keys: 2,
    lua: `${END}${OWNED}
finish(mine)
return 1`,
  },
  /** owner, epoch */
  restoreFailed: {
    keys: 1,
    lua: `${OWNED}
if theirs == mine then
  redis.call('HINCRBY', KEYS[1], 'broken', 1)
  redis.call('HSET', KEYS[1], 'failed', mine)
end
return 1`,
  },
  /**
   * owner, epoch. KEYS: room, tail, lost. Returns 1 again to the same owner, whose first answer may have been
   * lost.
   */
  quarantine: {
    keys: 3,
    lua: `${NOW}${QUARANTINE}
local over = redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'ended')
if over[1] == '' and over[2] == ARGV[2] and over[3] == ARGV[1] then return 1 end
${OWNED}
if at[1] then quarantine(KEYS[3], mine) else finish(mine) end
redis.call('HSET', KEYS[1], 'ended', ARGV[1])
return 1`,
  },
  /**
   * KEYS: room, redis, asked. A room of which there is no record, but an owner that asks, is about to be
   * there again.
   */
  look: {
    keys: 3,
    lua: `${NOW}${CHANGED}
local since = changed(KEYS[2])
local at = redis.call('HMGET', KEYS[1], 'owner', 'address', 'public', 'name', 'epoch', 'renewed')
if not at[1] then
  local mayBe = now - since < ${ROOM_LEASE.settle} or redis.call('EXISTS', KEYS[3]) == 1
  return {mayBe and 'unsettled' or 'over'}
end
if at[1] == '' then return {'over'} end
at[7] = tonumber(at[6]) < since and 1 or 0
at[6] = now - at[6]
return at`,
  },
  /** KEYS: redis */
  notice: { keys: 1, lua: `${NOW}${CHANGED}\nreturn changed(KEYS[1])` },
} as const satisfies { [name: string]: Script };
