/**
 * The ledger in Redis: sends each call of `LedgerStore` as one script (ledgerScripts.ts), and reads the
 * answer.
 */
import type { Redis } from "ioredis";
import { defineScripts } from "../framework/redis.ts";
import type { Claim, LedgerStore, Renewal } from "./ledger.ts";
import { askedKey, blameKey, lostKey, REDIS_KEY, roomKey, tailKey } from "./ledgerRecords.ts";
import { LEDGER_SCRIPTS } from "./ledgerScripts.ts";

/** What `renew` and `confirm` answer, by number. */
const RENEWALS = ["lost", "renewed", "restored", "unsettled", "stale"] as const;

const keysOf = (room: string): [room: string, tail: string] => [roomKey(room), tailKey(room)];

export function redisLedger(redis: Redis): LedgerStore {
  const run = defineScripts(redis, "skirmish:", LEDGER_SCRIPTS, true);
  const store: LedgerStore = {
    open: async (room, { id, address, public: open }, name) =>
      claimOf(await run("open", roomKey(room), id, address, open, name)),
    async takeOver(room, { id, address, public: open }, name, epoch, quiet, owner) {
      const keys = [...keysOf(room), REDIS_KEY, lostKey(room), blameKey(owner)];
      return claimOf(await run("takeOver", ...keys, id, address, open, name, epoch, quiet, room));
    },
    async renew(room, { id, address, public: open }, name, epoch, { checkpoint, played, number }) {
      const what = [played ? 1 : "", checkpoint ?? "", number ?? ""];
      const answer = await run("renew", ...keysOf(room), id, epoch, address, open, name, ...what);
      return RENEWALS[Number(answer)] as Renewal;
    },
    append: async (room, owner, epoch, number, tail) =>
      RENEWALS[Number(await run("append", ...keysOf(room), owner, epoch, number, tail))] as Renewal,
    async confirm(room, { id, address, public: open }, name, epoch, isAlone) {
      const what = [id, epoch, address, open, name, isAlone ? 1 : ""];
      return RENEWALS[Number(await run("confirm", roomKey(room), REDIS_KEY, askedKey(room), ...what))]!;
    },
    async pass(room, owner, epoch, checkpoint, { id, address, public: open }, name) {
      return (await run("pass", ...keysOf(room), owner, epoch, checkpoint, id, address, open, name)) === 1;
    },
    async release(room, owner, epoch) {
      await run("release", ...keysOf(room), owner, epoch);
    },
    async restoreFailed(room, owner, epoch) {
      await run("restoreFailed", roomKey(room), owner, epoch);
    },
    quarantine: async (room, owner, epoch) =>
      (await run("quarantine", ...keysOf(room), lostKey(room), owner, epoch)) === 1,
    async look(room) {
      const fields = (
        (await run("look", roomKey(room), REDIS_KEY, askedKey(room))) as (Buffer | number)[]
      ).map(String);
      const [id, address, open, name, epoch, quiet, stale] = fields;
      if (fields.length === 1) return id as "over" | "unsettled";
      return {
        ...{ id: id!, address: address!, public: open!, name: name! },
        ...{ epoch: Number(epoch), quiet: Number(quiet), stale: stale === "1" },
      };
    },
    peek: async (room) => (await redis.hgetBuffer(roomKey(room), "checkpoint")) ?? undefined,
    async notice() {
      await run("notice", REDIS_KEY);
    },
  };
  const notice = (): void => void store.notice().catch(() => {});
  redis.on("ready", notice);
  if (redis.status === "ready") notice();
  return store;
}

function claimOf(answer: unknown): Claim {
  const [word, ...rest] = answer as [Buffer, ...unknown[]];
  const result = word.toString() as Claim["result"];
  if (result === "held") {
    const [owner, epoch] = rest as [Buffer, number];
    return { result, owner: owner.toString(), epoch };
  }
  if (result === "none") return { result, epoch: rest[0] as number };
  if (result !== "won") return { result };
  const [epoch, checkpoint, tail] = rest as [number, Buffer, Buffer];
  const unlessEmpty = (bytes: Buffer) => (bytes.length > 0 ? bytes : undefined);
  return { result, epoch, checkpoint: unlessEmpty(checkpoint), tail: unlessEmpty(tail) };
}
