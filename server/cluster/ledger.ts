/**
 * Who owns which room, in Redis: one hash a room, changed only by scripts that look first whether they may. A room's
 * owner renews its lease; whoever claims the room later does so under a higher epoch, and from then on nothing the old
 * owner writes is taken.
 *
 *   room:<id>            owner, epoch      the process that may write, and the how-many-eth owner it is
 *                        address, public   where the owner answers other processes; where players reach it
 *                        name              kind of the room
 *                        renewed           Redis' own clock, ms: no two machines need to agree on the time
 *                        checkpoint        see checkpoint.ts
 *                        scores            those that changed since
 */
import type { Redis } from "ioredis";

export const LEASE = {
  /** A lease that was not renewed for this long, ms, is over: whoever asks for the room may have it. */
  expires: 1000,
  /** One that was not renewed for this long, ms, has missed two renewals: over when its owner does not answer either. */
  quiet: 500,
  /** A room nobody asked for is forgotten after this, ms: longer than any player waits for it. */
  kept: 120_000,
  /** That a room has ended is remembered for this long, ms, so that an owner that slept through it does not go on. */
  remembered: 600_000,
} as const;

/** Where a process answers. */
export interface Address {
  /** Of the process, as the framework names it. */
  id: string;
  /** host:port for other processes. */
  address: string;
  /** host:port[/path] for players; empty when they come by the entry address. */
  public: string;
}

export interface Entry extends Address {
  name: string;
  epoch: number;
  /** ms since the owner renewed its lease. */
  quiet: number;
}

export type Claim =
  | { result: "won"; epoch: number; checkpoint: Buffer | undefined; scores: Buffer | undefined }
  /** Somebody else owns it, or it has ended. */
  | { result: "held" | "over" };

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function own(id, address, public, epoch)
  redis.call('HSET', KEYS[1], 'owner', id, 'address', address, 'public', public, 'epoch', epoch, 'renewed', now)
  redis.call('PEXPIRE', KEYS[1], ${LEASE.kept})
end
`;
/** ARGV: owner, its epoch. A room that Redis knows nothing of was forgotten by Redis, not lost to anybody. */
const OWNED = `
local at = redis.call('HMGET', KEYS[1], 'owner', 'epoch')
if at[1] and (at[1] ~= ARGV[1] or at[2] ~= ARGV[2]) then return 0 end
`;

const SCRIPTS = {
  /** id, address, public, name, epoch known to be over, ms after which any is */
  claim: `${NOW}
local at = redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'renewed')
if at[1] == '' then return {'over'} end
if at[1] and at[1] ~= ARGV[1] and at[2] ~= ARGV[5] and now - at[3] < tonumber(ARGV[6]) then return {'held'} end
local epoch = (at[2] or 0) + 1
own(ARGV[1], ARGV[2], ARGV[3], epoch)
redis.call('HSET', KEYS[1], 'name', ARGV[4])
local kept = redis.call('HMGET', KEYS[1], 'checkpoint', 'scores')
return {'won', epoch, kept[1] or '', kept[2] or ''}`,
  /** owner, epoch, address, public, name, checkpoint, scores; an empty one leaves what is there */
  renew: `${NOW}${OWNED}
own(ARGV[1], ARGV[3], ARGV[4], ARGV[2])
redis.call('HSET', KEYS[1], 'name', ARGV[5])
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[1], 'checkpoint', ARGV[6])
  redis.call('HDEL', KEYS[1], 'scores')
elseif ARGV[7] ~= '' then
  redis.call('HSET', KEYS[1], 'scores', ARGV[7])
end
return 1`,
  /** owner, epoch, checkpoint, id, address, public of the heir, name */
  pass: `${NOW}${OWNED}
own(ARGV[4], ARGV[5], ARGV[6], ARGV[2] + 1)
redis.call('HSET', KEYS[1], 'checkpoint', ARGV[3], 'name', ARGV[7])
redis.call('HDEL', KEYS[1], 'scores')
return 1`,
  /** owner, epoch */
  release: `${OWNED}
redis.call('HSET', KEYS[1], 'owner', '', 'epoch', ARGV[2])
redis.call('HDEL', KEYS[1], 'checkpoint', 'scores')
redis.call('PEXPIRE', KEYS[1], ${LEASE.remembered})
return 1`,
  look: `${NOW}
local at = redis.call('HMGET', KEYS[1], 'owner', 'address', 'public', 'name', 'epoch', 'renewed')
if not at[1] or at[1] == '' then return {} end
at[6] = now - at[6]
return at`,
} as const;

type Argument = string | number | Buffer;

/** The scripts above, as Redis runs them: whole or not at all, one after the other. Rejects when Redis does not answer. */
export interface LedgerStore {
  claim(room: string, by: Address, name: string, known: number, expires: number): Promise<Claim>;
  renew(room: string, by: Address, name: string, epoch: number, write: Write): Promise<boolean>;
  pass(
    room: string,
    owner: string,
    epoch: number,
    checkpoint: Buffer,
    heir: Address,
    name: string,
  ): Promise<boolean>;
  release(room: string, owner: string, epoch: number): Promise<void>;
  look(room: string): Promise<Entry | undefined>;
}

export interface Write {
  checkpoint?: Buffer;
  scores?: Buffer;
}

export function redisLedger(redis: Redis): LedgerStore {
  for (const [name, lua] of Object.entries(SCRIPTS))
    redis.defineCommand(`skirmish:${name}`, { lua, numberOfKeys: 1 });
  const commands = redis as unknown as {
    [name: string]: (key: string, ...args: Argument[]) => Promise<unknown>;
  };
  const run = (script: keyof typeof SCRIPTS, room: string, ...args: Argument[]): Promise<unknown> =>
    commands[`skirmish:${script}Buffer`]!(`room:${room}`, ...args);
  return {
    async claim(room, { id, address, public: open }, name, known, expires) {
      const answer = await run("claim", room, id, address, open, name, known, expires);
      const [result, epoch, checkpoint, scores] = answer as [Buffer, number, Buffer, Buffer];
      if (result.toString() !== "won") return { result: result.toString() as "held" | "over" };
      const unlessEmpty = (bytes: Buffer) => (bytes.length > 0 ? bytes : undefined);
      return { result: "won", epoch, checkpoint: unlessEmpty(checkpoint), scores: unlessEmpty(scores) };
    },
    async renew(room, { id, address, public: open }, name, epoch, { checkpoint = "", scores = "" }) {
      return (await run("renew", room, id, epoch, address, open, name, checkpoint, scores)) === 1;
    },
    async pass(room, owner, epoch, checkpoint, { id, address, public: open }, name) {
      return (await run("pass", room, owner, epoch, checkpoint, id, address, open, name)) === 1;
    },
    async release(room, owner, epoch) {
      await run("release", room, owner, epoch);
    },
    async look(room) {
      const fields = (await run("look", room)) as (Buffer | number)[];
      if (fields.length === 0) return undefined;
      const [id, address, open, name, epoch, quiet] = fields.map(String);
      return {
        ...{ id: id!, address: address!, public: open!, name: name! },
        ...{ epoch: Number(epoch), quiet: Number(quiet) },
      };
    },
  };
}

/** The ledger as one process uses it. */
export class Ledger {
  readonly #store: LedgerStore;
  readonly #self: () => Address;

  /** @param self asked anew each time: a process learns its port when it listens */
  constructor(store: LedgerStore, self: () => Address) {
    this.#store = store;
    this.#self = self;
  }

  get self(): Address {
    return this.#self();
  }

  /**
   * Makes this process the owner: of a room nobody has heard of, or of one whose lease is over.
   * @param known an epoch that is over whatever the clock says: its owner is known to be gone
   */
  claim(room: string, name: string, known = 0): Promise<Claim> {
    return this.#store.claim(room, this.self, name, known, LEASE.expires);
  }

  /** @returns false when the room is somebody else's: nothing was written */
  renew(room: string, name: string, epoch: number, write: Write): Promise<boolean> {
    return this.#store.renew(room, this.self, name, epoch, write);
  }

  /** Gives a room away, with all it is. @returns false when it was somebody else's already */
  pass(room: string, name: string, epoch: number, checkpoint: Buffer, heir: Address): Promise<boolean> {
    return this.#store.pass(room, this.self.id, epoch, checkpoint, heir, name);
  }

  /** The room has ended. */
  release(room: string, epoch: number): Promise<void> {
    return this.#store.release(room, this.self.id, epoch);
  }

  /** @returns undefined when there is no such room, or no more */
  look(room: string): Promise<Entry | undefined> {
    return this.#store.look(room);
  }
}
