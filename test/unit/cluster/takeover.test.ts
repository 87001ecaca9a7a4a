/** Where a room is, on a fake clock and with a Redis that does not always answer. */
import { setImmediate } from "node:timers/promises";
import { beforeEach, expect, it } from "vitest";
import { CLAIMED, type TakeoverClaim } from "../../../server/cluster/heldRooms.ts";
import { Ledger, type LedgerStore } from "../../../server/cluster/ledger.ts";
import type { Clock, Options } from "../../../server/cluster/ports.ts";
import { ROOM_LEASE } from "../../../server/cluster/roomLease.ts";
import { type RoomLocation, Takeover } from "../../../server/cluster/takeover.ts";
import { SimRedis } from "../../support/sim/redis.ts";
import { silentTelemetry } from "../../support/telemetry.ts";

const self = { id: "mine", address: "mine:1", public: "" };
let now: number;
let waits: { at: number; resolve(): void }[];
let redis: SimRedis;
/** away: Redis carries out nothing. unanswered: Redis carries it out, and the answer is lost. */
let fault: "away" | "unanswered" | undefined;
let opened: string[];
/** Runs while a room opens. */
let whileOpening: (options: Options, room: string) => Promise<void>;
let takeover: Takeover;
/** Another process that this one knows, and after how long it answers that it has the room, ms. */
let other: { id: string; address: string; public: string } | undefined;
let answersAfter: number;
/** Whether it waits for an answer of Redis. */
let isInDoubt: boolean;
beforeEach(() => {
  now = 1_000_000;
  waits = [];
  fault = undefined;
  opened = [];
  other = undefined;
  answersAfter = 0;
  isInDoubt = false;
  whileOpening = async () => {};
  redis = new SimRedis(() => now);
  redis.ledger.notice();
  now += ROOM_LEASE.settle;
  const answered = async <T>(work: () => T): Promise<T> => {
    if (fault === "away") throw new Error("away");
    const answer = work();
    if (fault === "unanswered") throw new Error("no answer");
    return answer;
  };
  const store: LedgerStore = {
    open: (...args) => answered(() => redis.ledger.open(...args)),
    takeOver: (...args) => answered(() => redis.ledger.takeOver(...args)),
    renew: (...args) => answered(() => redis.ledger.renew(...args)),
    append: (...args) => answered(() => redis.ledger.append(...args)),
    confirm: (...args) => answered(() => redis.ledger.confirm(...args)),
    pass: (...args) => answered(() => redis.ledger.pass(...args)),
    release: (...args) => answered(() => redis.ledger.release(...args)),
    restoreFailed: (...args) => answered(() => redis.ledger.restoreFailed(...args)),
    quarantine: (...args) => answered(() => redis.ledger.quarantine(...args)),
    look: async (room) => {
      if (fault === "away") throw new Error("away");
      return redis.ledger.look(room);
    },
    peek: async (room) => redis.ledger.peek(room),
    notice: async () => redis.ledger.notice(),
  };
  const clock: Clock = {
    now: () => now,
    date: () => now,
    wait: (ms) => new Promise((resolve) => waits.push({ at: now + ms, resolve })),
    every: () => () => {},
  };
  const open = async (_name: string, options: Options, room: string) => {
    opened.push(room);
    await whileOpening(options, room);
    return {} as never;
  };
  takeover = new Takeover({
    ledger: new Ledger(store, () => self),
    rooms: { process: self.id, plays: (name) => name === "arena", has: () => false, open },
    probes: {
      hasRoom: async (address, _room, timeout) => {
        if (address !== other?.address) return { epoch: 0 };
        if (answersAfter > 0) await clock.wait(Math.min(answersAfter, timeout));
        return answersAfter <= timeout ? { process: isInDoubt ? undefined : other.id, epoch: 2 } : undefined;
      },
      locate: async () => undefined,
    },
    check() {},
    read: () => ({ world: { tick: 1 }, room: { seats: [] } }) as never,
    ...{ clock, telemetry: silentTelemetry },
    ...{ takes: () => true, others: () => [], olderProcesses: () => [], mayHaveOthers: () => false },
    recentPeers: () => (other === undefined ? [] : [other]),
  });
});

async function pass(ms: number): Promise<void> {
  now += ms;
  for (const due of waits.filter(({ at }) => at <= now)) {
    waits.splice(waits.indexOf(due), 1);
    due.resolve();
  }
  await setImmediate();
}

it("[SV10] a match that is given up is over in this process at once, and no process takes it over before Redis knows", async () => {
  const holder = { holds: true, epoch: 1 };
  await takeover.held.open("broken", "arena", holder);
  fault = "away";
  const given = takeover.held.lost.giveUp("broken", 1, "its steps fail");
  holder.holds = false;
  takeover.held.closed("broken", holder);
  for (let times = 0; times < 100; times++) await pass(300);
  expect(takeover.here("broken"), "other processes learn that it is not available").toBe("mine");
  // Redis is back, and clients ask before Redis has the notice.
  fault = undefined;
  expect(await takeover.where("broken")).toEqual({ state: "over" });
  await pass(300);
  await given;
  expect(redis.ledger.look("broken")).toBe("over");
  expect(await takeover.where("broken")).toEqual({ state: "over" });
  expect([takeover.here("broken"), opened]).toEqual([undefined, []]);
});

it("[SV10] a takeover whose answer was lost does not count as an owner's death, even if another answer was lost long before", async () => {
  redis.ledger.open("room", { id: "dead", address: "dead:1", public: "" }, "arena");
  await pass(ROOM_LEASE.quiet);
  fault = "unanswered";
  expect(await takeover.where("room")).toEqual({ state: "unknown" });
  await pass(ROOM_LEASE.kept - 100);
  expect(await takeover.where("room")).toEqual({ state: "unknown" });
  expect(waits, "timers").toEqual([]);
  await pass(200);
  fault = undefined;
  expect(await takeover.where("room"), "at the first look").toEqual({ state: "here", at: self });
  expect(opened).toEqual(["room"]);
});

it("[IV6] the checkpoint of a takeover goes to the room that it opens, and to none that only knows the epoch", async () => {
  redis.ledger.open("room", { id: "dead", address: "dead:1", public: "" }, "arena");
  await pass(ROOM_LEASE.quiet);
  const done: string[] = [];
  let other: Promise<unknown> | undefined;
  whileOpening = async ({ [CLAIMED]: claimed }, room) => {
    const { epoch } = (claimed as TakeoverClaim).won;
    other = takeover.held.open(room, "arena", { holds: true, epoch: 1 }, epoch).then(
      () => done.push("the other one"),
      ({ message }) => done.push(message),
    );
    await setImmediate();
    await takeover.held.open(room, "arena", { holds: true, epoch: 1 }, claimed as TakeoverClaim);
    done.push("its own");
  };
  expect(await takeover.where("room")).toEqual({ state: "here", at: self });
  await other;
  expect(done).toEqual(["its own", "room room is open here already"]);
});

it("[GA4] a match of a game that this process does not play is left to a process that does", async () => {
  redis.ledger.open("room", { id: "dead", address: "dead:1", public: "" }, "rink");
  await pass(ROOM_LEASE.quiet);
  const asked = takeover.where("room");
  for (let looks = 0; looks < 60; looks++) await pass(60);
  expect(await asked).toEqual({ state: "unknown" });
  expect(opened).toEqual([]);
  expect(redis.ledger.look("room"), "its owner, so that others see that the owner is gone").toMatchObject({
    id: "dead",
  });
});

/** A room whose owner on record is dead. Redis may have lost a later one. */
async function forgotten(): Promise<void> {
  redis.ledger.open("room", { id: "dead", address: "dead:1", public: "" }, "arena");
  await pass(1);
  redis.run++;
  redis.ledger.notice();
  await pass(ROOM_LEASE.settle);
  other = { id: "later", address: "later:1", public: "" };
}

/** Asks where the room is until that is known, but for so many ms at most. */
async function askedFor(ms: number) {
  let answer: RoomLocation = { state: "unknown" };
  const ask = () =>
    takeover.where("room").then((found) => {
      answer = found;
      isAsked = false;
    });
  let isAsked = false;
  for (let passed = 0; passed < ms && answer.state === "unknown"; passed += 50) {
    if (!isAsked) void ask();
    isAsked = true;
    await pass(50);
  }
  return answer;
}

it("[SV9] a process that Redis may have lost as the later owner of a room is given 5 s to say that it has it, not 1 s", async () => {
  await forgotten();
  answersAfter = ROOM_LEASE.laterOwnerSilent - 100;
  expect(await askedFor(ROOM_LEASE.laterOwnerSilent)).toEqual({ state: "here", at: other });
  expect(opened).toEqual([]);
  // It has stopped answering, or its machine is gone.
  answersAfter = Number.POSITIVE_INFINITY;
  expect(await askedFor(ROOM_LEASE.laterOwnerSilent + 2 * ROOM_LEASE.silent)).toEqual({
    state: "here",
    at: self,
  });
  expect(opened).toEqual(["room"]);
});

it("[SV9] a later owner that waits for an answer of Redis is waited for", async () => {
  await forgotten();
  isInDoubt = true;
  expect(await askedFor(ROOM_LEASE.doubted - 500), "not known yet").toEqual({ state: "unknown" });
  isInDoubt = false;
  expect(await askedFor(200)).toEqual({ state: "here", at: other });
  expect(opened).toEqual([]);
  expect(await takeover.isPlayedElsewhere("room", 1)).toBe(true);
  isInDoubt = true;
  expect(await takeover.isPlayedElsewhere("room", 1), "an earlier owner gives way").toBe(true);
  expect(await takeover.isPlayedElsewhere("room", 2)).toBe(false);
  expect(await askedFor(ROOM_LEASE.doubted + 1000)).toEqual({ state: "here", at: self });
});
