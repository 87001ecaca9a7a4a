/** Lua that the scripts of the ledger (ledgerScripts.ts) share: what they ask, and how they change a record. */
import { ROOM_LEASE } from "./roomLease.ts";

/** Sets `now`, ms by the clock of Redis. */
export const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;
/**
 * Finds out whether Redis has changed: another run has the data, because a replica was promoted or a snapshot
 * was loaded. Uses `now`.
 */
export const CHANGED = `
local function changed(key)
  local info = redis.pcall('INFO', 'server')
  local id = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or ''
  local known = redis.call('HMGET', key, 'id', 'since')
  if known[1] == id then return tonumber(known[2]) end
  redis.call('HSET', key, 'id', id, 'since', now)
  return now
end
`;
/** Makes a process the owner. KEYS: room. Uses `now`. */
export const OWN = `
local function own(id, address, public, epoch)
  redis.call('HSET', KEYS[1], 'owner', id, 'address', address, 'public', public, 'epoch', epoch, 'renewed', now)
  redis.call('HDEL', KEYS[1], 'passed')
  redis.call('PEXPIRE', KEYS[1], ${ROOM_LEASE.kept})
end
`;
/** Records that the match has ended. KEYS: room, tail */
export const END = `
local function finish(epoch)
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[1], 'owner', '', 'epoch', epoch)
  redis.call('PEXPIRE', KEYS[1], ${ROOM_LEASE.remembered})
end
`;
/** Ends the match and keeps its record. KEYS: room, tail. Uses `now`. */
export const QUARANTINE = `${END}
local function quarantine(lost, epoch)
  redis.call('RENAME', KEYS[1], lost)
  redis.call('HSET', lost, 'lost', now, 'tail', redis.call('GET', KEYS[2]) or '')
  redis.call('PEXPIRE', lost, ${ROOM_LEASE.quarantined})
  finish(epoch)
end
`;
/**
 * Returns 0 where another process owns the room. ARGV: owner, its epoch. The higher epoch is right; without a
 * record the caller is.
 */
export const OWNED = `
local at = redis.call('HMGET', KEYS[1], 'owner', 'epoch')
local mine, theirs = tonumber(ARGV[2]), tonumber(at[2] or 0)
if at[1] and (theirs > mine or (theirs == mine and at[1] ~= ARGV[1])) then return 0 end
`;
