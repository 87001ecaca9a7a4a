/**
 * Random operations of processes on Redis, for the real one and the simulator's. Where an answer depends on
 * time, leases are drawn that expire at once, or never.
 */
import fc from "fast-check";
import type { Redis } from "ioredis";
import { redisBeat } from "../../../server/cluster/beat.ts";
import { ClusterDriver } from "../../../server/cluster/driver.ts";
import type { ProcessAddress } from "../../../server/cluster/ledger.ts";
import { blameKey, REDIS_KEY } from "../../../server/cluster/ledgerRecords.ts";
import { type Listing, redisListings } from "../../../server/cluster/listings.ts";
import { redisOpening } from "../../../server/cluster/opening.ts";
import { redisLedger } from "../../../server/cluster/redisLedger.ts";
import { redisParties } from "../../../server/cluster/redisParties.ts";
import type { ProcessRecord } from "../../../server/cluster/registry.ts";
import { silentTelemetry } from "../telemetry.ts";
import { SimRedis } from "./redis.ts";

export const NEVER = 1e9;
const processes = fc.constantFrom("p1", "p2", "p3");
const rooms = fc.constantFrom("r1", "r2");
const epochs = fc.integer({ min: 1, max: 4 });
export const addressOf = (id: string): ProcessAddress => ({ id, address: `${id}:1`, public: `play-${id}:1` });
const bytes = fc.string({ minLength: 1, maxLength: 4 }).map((text) => Buffer.from(text));
const listingOf = (roomId: string, processId: string, epoch: number, clients = 0) =>
  ({ roomId, processId, epoch, clients, name: "arena", locked: clients > 3 }) as unknown as Listing;

export const operations = fc.oneof(
  fc.record({
    do: fc.constant("beat" as const),
    by: processes,
    lists: fc.uniqueArray(rooms),
    clients: fc.integer({ min: 0, max: 4 }),
    epoch: epochs,
    pauseMs: fc.constantFrom(-1, NEVER),
    ttlMs: fc.constantFrom(-1, NEVER),
    sweepMs: fc.constant(NEVER),
  }),
  fc.record({ do: fc.constant("leave" as const), by: processes }),
  fc.record({
    do: fc.constant("open" as const),
    ...{ by: processes, room: rooms },
  }),
  fc.record({
    do: fc.constant("takeOver" as const),
    ...{ by: processes, room: rooms, epoch: epochs, owner: processes },
    quiet: fc.constantFrom(0, NEVER),
  }),
  fc.record({
    do: fc.constant("confirm" as const),
    ...{ by: processes, room: rooms, epoch: epochs, isAlone: fc.boolean() },
  }),
  fc.record({ do: fc.constant("quarantine" as const), ...{ by: processes, room: rooms, epoch: epochs } }),
  fc.record({
    do: fc.constant("renew" as const),
    ...{ by: processes, room: rooms, epoch: epochs },
    write: fc.oneof(
      fc.record({ checkpoint: bytes, number: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ checkpoint: bytes }),
      fc.constant({}),
    ),
  }),
  fc.record({
    do: fc.constant("append" as const),
    ...{ by: processes, room: rooms, epoch: epochs, number: fc.integer({ min: 1, max: 5 }), tail: bytes },
  }),
  fc.record({
    do: fc.constant("pass" as const),
    ...{ by: processes, room: rooms, epoch: epochs, checkpoint: bytes, target: processes },
  }),
  fc.record({ do: fc.constant("release" as const), by: processes, room: rooms, epoch: epochs }),
  fc.record({ do: fc.constant("look" as const), room: rooms }),
  fc.record({ do: fc.constant("take" as const), by: processes }),
  fc.record({ do: fc.constant("free" as const), by: processes }),
  fc.record({ do: fc.constant("insert" as const), by: processes, room: rooms, epoch: epochs }),
  fc.record({ do: fc.constant("write" as const), by: processes, room: rooms, epoch: epochs }),
  fc.record({ do: fc.constant("remove" as const), by: processes, room: rooms, epoch: epochs }),
  fc.record({ do: fc.constant("rooms" as const) }),
  fc.record({ do: fc.constant("look for party" as const), isSettled: fc.boolean() }),
  fc.record({
    do: fc.constant("bind" as const),
    room: rooms,
    instead: fc.option(rooms, { nil: undefined }),
    isSettled: fc.boolean(),
  }),
  fc.record({ do: fc.constant("keep" as const), room: rooms, isConnected: fc.boolean() }),
  fc.record({ do: fc.constant("release party" as const), room: rooms }),
);
export type Operation = typeof operations extends fc.Arbitrary<infer T> ? T : never;

/** What carries operations out in a real Redis. */
export function realStores(redis: Redis) {
  const registry = redisBeat(redis);
  const ledger = redisLedger(redis);
  const opening = redisOpening(redis);
  const driver = new ClusterDriver(redis, silentTelemetry.log);
  return {
    ...registry,
    ...ledger,
    ...opening,
    ...redisListings(redis),
    parties: redisParties(redis),
    /** As the watchdog of a process does. */
    blame: async (process: string, room: string) => void (await redis.set(blameKey(process), room)),
    /** Carries out a call as if Redis had been the same for long. */
    async settled<T>(isSettled: boolean, call: () => Promise<T>): Promise<T> {
      const since = await redis.hget(REDIS_KEY, "since");
      if (isSettled) await redis.hset(REDIS_KEY, "since", 0);
      const answer = await call();
      await redis.hset(REDIS_KEY, "since", since!);
      return answer;
    },
    openRooms: async (name: string) =>
      await driver.query({ name, locked: false } as never, { clients: -1 } as never),
  };
}
type Stores = ReturnType<typeof realStores>;

export function simulatedStores(): Stores {
  const sim = new SimRedis(() => Date.now());
  return {
    beat: async (heartbeat) => sim.beat(heartbeat),
    leave: async (id) => sim.leave(id),
    open: async (...args) => sim.ledger.open(...args),
    takeOver: async (...args) => sim.ledger.takeOver(...args),
    confirm: async (...args) => sim.ledger.confirm(...args),
    quarantine: async (...args) => sim.ledger.quarantine(...args),
    restoreFailed: async (...args) => sim.ledger.restoreFailed(...args),
    blame: async (...args) => sim.ledger.blame(...args),
    notice: async () => sim.ledger.notice(),
    renew: async (...args) => sim.ledger.renew(...args),
    append: async (...args) => sim.ledger.append(...args),
    pass: async (...args) => sim.ledger.pass(...args),
    release: async (...args) => sim.ledger.release(...args),
    look: async (...args) => sim.ledger.look(...args),
    peek: async (...args) => sim.ledger.peek(...args),
    take: async (...args) => sim.take(...args),
    free: async (...args) => sim.free(...args),
    insert: async (one) => sim.listings.insert(one.roomId, one.epoch ?? 0, JSON.stringify(one)),
    write: async (one) => sim.listings.write(one.roomId, one.processId, one.epoch ?? 0, JSON.stringify(one)),
    remove: async (...args) => sim.listings.remove(...args),
    parties: {
      look: async (...args) => sim.parties.look(...args),
      bind: async (...args) => sim.parties.bind(...args),
      keep: async (...args) => sim.parties.keep(...args),
      release: async (...args) => sim.parties.release(...args),
      notice: async () => sim.ledger.notice(),
    },
    async settled(isSettled, call) {
      const { since } = sim.data.known;
      if (isSettled) sim.data.known.since = 0;
      const answer = await call();
      sim.data.known.since = since;
      return answer;
    },
    openRooms: async (name) => sim.listings.openRooms(name),
  } as Stores;
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

export async function carryOut(operation: Operation, stores: Stores): Promise<unknown> {
  switch (operation.do) {
    case "beat": {
      const { by, lists, clients, epoch, ttlMs, sweepMs, pauseMs } = operation;
      const listings = lists.map((room): [string, string] => [
        room,
        JSON.stringify(listingOf(room, by, epoch, clients)),
      ]);
      const heartbeat = {
        id: by,
        record: { id: by } as ProcessRecord,
        roster: "[]",
        figures: "{}",
        ttlMs,
        sweepMs,
        pauseMs,
        rooms: listings,
      };
      const [alive, dead, swept, strays, ...rest] = await stores.beat(heartbeat);
      return [
        alive.map(({ id }) => id).sort(),
        dead.toSorted(),
        swept.toSorted(),
        strays.toSorted(),
        ...rest,
      ];
    }
    case "leave":
      return await stores.leave(operation.by);
    case "open":
      return plain(await stores.open(operation.room, addressOf(operation.by), "arena"));
    case "takeOver": {
      const { room, by, epoch, quiet, owner } = operation;
      return plain(await stores.takeOver(room, addressOf(by), "arena", epoch, quiet, owner));
    }
    case "confirm":
      return await stores.confirm(
        ...([operation.room, addressOf(operation.by), "arena", operation.epoch, operation.isAlone] as const),
      );
    case "quarantine":
      return await stores.quarantine(operation.room, operation.by, operation.epoch);
    case "renew":
      return await stores.renew(
        operation.room,
        addressOf(operation.by),
        "arena",
        operation.epoch,
        operation.write,
      );
    case "append": {
      const { room, by, epoch, number, tail } = operation;
      return await stores.append(room, by, epoch, number, tail);
    }
    case "pass": {
      const { room, by, epoch, checkpoint, target } = operation;
      return await stores.pass(room, by, epoch, checkpoint, addressOf(target), "arena");
    }
    case "release":
      return await stores.release(operation.room, operation.by, operation.epoch);
    case "look": {
      const entry = await stores.look(operation.room);
      const checkpoint = String(await stores.peek(operation.room));
      return typeof entry === "string"
        ? [entry, checkpoint]
        : { ...entry, quiet: entry.quiet < 5000, checkpoint };
    }
    case "take":
      return await stores.take("arena", operation.by, NEVER);
    case "free":
      return await stores.free("arena", operation.by);
    case "insert":
      return await stores.insert(listingOf(operation.room, operation.by, operation.epoch));
    case "write":
      return await stores.write(listingOf(operation.room, operation.by, operation.epoch));
    case "remove":
      return await stores.remove(operation.room, operation.by, operation.epoch);
    case "look for party":
      return await stores.settled(operation.isSettled, () => stores.parties.look("P"));
    case "bind": {
      const { room, instead, isSettled } = operation;
      return await stores.settled(isSettled, () =>
        stores.parties.bind("P", { room, mode: "arena" }, instead),
      );
    }
    case "release party":
      return await stores.parties.release("P", operation.room);
    case "keep":
      return await stores.parties.keep(
        "P",
        { room: operation.room, mode: "arena" },
        { names: operation.isConnected ? ["Ada"] : [], isConnected: operation.isConnected },
      );
    case "rooms": {
      const open = await stores.openRooms("arena");
      return open.map(({ roomId, processId, clients }) => `${roomId} ${processId} ${clients}`).sort();
    }
  }
}
