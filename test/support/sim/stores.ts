/** The stores of a process in Redis: every call is one script, sent over the connection of the process. */
import type { BeatAnswer, BeatArguments } from "../../../server/cluster/beat.ts";
import type { Claim, LedgerStore } from "../../../server/cluster/ledger.ts";
import type { Listing, ListingStore } from "../../../server/cluster/listings.ts";
import type { PartyStore } from "../../../server/cluster/parties.ts";
import type { Step } from "./connection.ts";
import type { SimProcess } from "./process.ts";

type Call = <T>(step: Step, work: () => T) => Promise<T>;

const callOf =
  ({ connection }: SimProcess): Call =>
  (step, work) =>
    connection.call(step, work);

export function beatStore(process: SimProcess) {
  const call = callOf(process);
  const { redis } = process.shared.host;
  return {
    beat: (beat: BeatArguments): Promise<BeatAnswer> => call("beat", () => redis.beat(beat)),
    leave: (id: string): Promise<void> => call("beat", () => redis.leave(id)),
  };
}

export function ledgerStore(process: SimProcess): LedgerStore {
  const call = callOf(process);
  const { host, witness } = process.shared;
  const { redis } = host;
  const claimed = (room: string, claim: Claim): Claim => {
    witness.fatal.recorded(room, redis.data.rooms.get(room));
    witness.fatal.claimed(room, claim, redis.data.lost.get(room));
    return witness.claimed(room, claim, process);
  };
  return {
    open: (room, ...rest) => call("claim", () => claimed(room, redis.ledger.open(room, ...rest))),
    takeOver: (room, ...rest) => call("claim", () => claimed(room, redis.ledger.takeOver(room, ...rest))),
    renew: (...args) => call("renew", () => redis.ledger.renew(...args)),
    append: (...args) => call("append", () => redis.ledger.append(...args)),
    pass: (room, ...rest) =>
      call("pass", () => {
        const isPassed = redis.ledger.pass(room, ...rest);
        if (isPassed) witness.fatal.passed(room);
        return isPassed;
      }),
    confirm: (...args) => call("renew", () => redis.ledger.confirm(...args)),
    release: (...args) => call("release", () => redis.ledger.release(...args)),
    restoreFailed: (room, ...rest) =>
      call("release", () => {
        redis.ledger.restoreFailed(room, ...rest);
        witness.fatal.recorded(room, redis.data.rooms.get(room));
      }),
    quarantine: (...args) => call("release", () => redis.ledger.quarantine(...args)),
    notice: () => call("ask", () => redis.ledger.notice()),
    look: (...args) => call("ask", () => redis.ledger.look(...args)),
    peek: (...args) => call("ask", () => redis.ledger.peek(...args)),
  };
}

export function listingStore(process: SimProcess): ListingStore {
  const call = callOf(process);
  const { redis } = process.shared.host;
  const written = (listing: Listing) => [listing.epoch ?? 0, JSON.stringify(listing)] as const;
  return {
    insert: (listing) => {
      const [room, what] = [listing.roomId, written(listing)];
      return call("list", () => redis.listings.insert(room, ...what));
    },
    write: (listing) => {
      const [room, owner, what] = [listing.roomId, listing.processId, written(listing)];
      return call("list", () => redis.listings.write(room, owner, ...what));
    },
    remove: (...args) => call("unlist", () => redis.listings.remove(...args)),
  };
}

export function partyStore(process: SimProcess): Omit<PartyStore, "status"> {
  const call = callOf(process);
  const { parties } = process.shared.host.redis;
  return {
    look: (...args) => call("ask", () => parties.look(...args)),
    bind: (...args) => call("take", () => parties.bind(...args)),
    keep: (...args) => call("ask", () => parties.keep(...args)),
    release: (...args) => call("ask", () => parties.release(...args)),
    notice: () => call("ask", () => process.shared.host.redis.ledger.notice()),
  };
}

/** What matchmaking reads of the listings, and its lock for opening a room. */
export function matchmakingStores(process: SimProcess) {
  const call = callOf(process);
  const { redis } = process.shared.host;
  return {
    lock: {
      take: (...args: Parameters<typeof redis.take>) => call("take", () => redis.take(...args)),
      free: (...args: Parameters<typeof redis.free>) => call("take", () => redis.free(...args)),
    },
    listings: {
      openRooms: (name: string) => call("ask", () => redis.listings.openRooms(name)),
      find: (room: string) => call("ask", () => redis.listings.find(room)),
    },
  };
}
