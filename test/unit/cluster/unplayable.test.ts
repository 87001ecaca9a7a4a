/**
 * Processes of several versions, as in a rolling update: a match goes on in a process that can read it, and
 * no other damages it.
 */
import { setImmediate } from "node:timers/promises";
import { beforeEach, expect, it } from "vitest";
import { UnreadableCheckpoint } from "../../../server/cluster/badCheckpoint.ts";
import type { TakeoverClaim } from "../../../server/cluster/heldRooms.ts";
import { Ledger, type LedgerStore } from "../../../server/cluster/ledger.ts";
import { systemClock } from "../../../server/cluster/ports.ts";
import { ROOM_LEASE } from "../../../server/cluster/roomLease.ts";
import { type RoomLocation, Takeover } from "../../../server/cluster/takeover.ts";
import { SimRedis } from "../../support/sim/redis.ts";
import { silentTelemetry } from "../../support/telemetry.ts";

let now: number;
let waits: { at: number; resolve(): void }[];
let redis: SimRedis;
let processes: Process[];
/** The record of the room in Redis: owner, restores so far. */
const record = () => ({ ...redis.data.rooms.get("room") });
beforeEach(() => {
  now = 1_000_000;
  waits = [];
  processes = [];
  redis = new SimRedis(() => now);
  redis.ledger.notice();
  now += ROOM_LEASE.settle;
});

const clock = {
  ...systemClock,
  now: () => now,
  date: () => now,
  wait: (ms: number) => new Promise<void>((resolve) => waits.push({ at: now + ms, resolve })),
};
async function pass(ms: number): Promise<void> {
  for (let end = now + ms; now < end; now += 20) {
    for (const due of waits.filter(({ at }) => at <= now)) {
      waits.splice(waits.indexOf(due), 1);
      due.resolve();
    }
    for (let turns = 0; turns < 5; turns++) await setImmediate();
  }
}

interface Options {
  kinds?: string[];
  /** Version of the checkpoints that it reads. */
  version?: string;
  state?: "ready" | "draining";
  /** Other processes that it has known lately; absent: all. */
  recentPeers?: readonly Process[];
  /** Processes that have run for longer. */
  olderProcesses?: readonly Process[];
}
class Process {
  readonly id: string;
  readonly opened: string[] = [];
  readonly takeover: Takeover;
  peeks = 0;
  readonly #options: Options;

  constructor(id: string, options: Options = {}) {
    this.id = id;
    this.#options = options;
    const { version = "1", state = "ready", recentPeers, olderProcesses = [] } = options;
    const store = new Proxy({} as LedgerStore, {
      get:
        (_, name: keyof SimRedis["ledger"]) =>
        async (...args: never[]) => {
          if (name === ("peek" as string)) this.peeks++;
          return (redis.ledger[name] as (...args: never[]) => unknown)(...args);
        },
    });
    const rooms = {
      ...{ process: id, plays: (name: string) => this.kinds.includes(name) },
      has: (room: string) => this.opened.includes(room),
      open: async (_name: string, options: object, room: string) => {
        await this.takeover.held.open(
          room,
          "arena",
          { holds: true, epoch: 1 },
          (options as { claimed: TakeoverClaim }).claimed,
        );
        this.opened.push(room);
        return {} as never;
      },
    };
    this.takeover = new Takeover({
      ledger: new Ledger(store, () => this.at),
      ...{ rooms, clock, telemetry: silentTelemetry, takes: () => state === "ready" },
      probes: {
        hasRoom: async (address, room) => {
          const other = processes.find((one) => one.at.address === address);
          return other?.opened.includes(room) ? { process: other.id, epoch: 1 } : { epoch: 0 };
        },
        locate: async (address, room) => {
          const other = processes.find((one) => one.at.address === address)!;
          const found = await other.takeover.where(room, "process");
          return found.state === "here" ? found.at : found.state === "unplayable" ? "unplayable" : undefined;
        },
      },
      check: (checkpoint) => {
        if (String(checkpoint) !== version) throw new UnreadableCheckpoint(`version ${checkpoint}`);
      },
      read: (checkpoint) => {
        if (String(checkpoint) !== version) throw new UnreadableCheckpoint(`version ${checkpoint}`);
        return { world: { tick: 1 }, room: { seats: [] } } as never;
      },
      others: () =>
        processes
          .filter((one) => one !== this)
          .map((one) => ({ ...one.at, kinds: one.kinds, state: one.#options.state ?? "ready" })),
      recentPeers: () => (recentPeers ?? processes.filter((one) => one !== this)).map(({ at }) => at),
      olderProcesses: () =>
        olderProcesses.map((one) => ({ ...one.at, kinds: one.kinds, state: one.#options.state ?? "ready" })),
      mayHaveOthers: () => false,
    });
    processes.push(this);
  }

  get at() {
    return { id: this.id, address: `${this.id}:1`, public: `play-${this.id}` };
  }

  get kinds(): string[] {
    return this.#options.kinds ?? ["arena"];
  }
}

/** A match whose owner has died. */
function match(checkpoint = "1"): void {
  redis.ledger.open("room", { id: "dead", address: "dead:1", public: "" }, "arena");
  redis.ledger.renew("room", { id: "dead", address: "dead:1", public: "" }, "arena", 1, {
    checkpoint: Buffer.from(checkpoint),
  });
}

/** Asks until there is a final answer, for at most `timeout` ms. */
async function ask(process: Process, timeout: number): Promise<RoomLocation> {
  const end = now + timeout;
  for (;;) {
    let found: RoomLocation | undefined;
    void process.takeover.where("room").then((answer) => {
      found = answer;
    });
    while (found === undefined) await pass(20);
    if (found.state !== "unknown" || now > end) return found;
  }
}

it("[SV15] a process that cannot read a match uses up none of its restores, and asks one that can", async () => {
  match();
  const newer = new Process("newer", { version: "2" });
  expect(await ask(newer, 5000)).toEqual({ state: "unknown" });
  expect(record(), "the record is unchanged").toMatchObject({ id: "dead", epoch: 1 });
  expect(record().restores).toBeUndefined();
  expect(newer.peeks, "reads of its checkpoint").toBe(1);
  const same = new Process("same");
  expect(await ask(newer, 5000)).toEqual({ state: "here", at: same.at });
  expect([newer.opened, same.opened]).toEqual([[], ["room"]]);
  expect(record()).toMatchObject({ id: "same", epoch: 2, restores: 1 });
});

it("[SV15][GA4] a process that does not play the game of a match, or is about to stop, asks one that continues it", async () => {
  match();
  const asked = [new Process("other", { kinds: ["rink"] }), new Process("leaving", { state: "draining" })];
  const same = new Process("same");
  for (const one of asked) expect(await ask(one, 5000)).toMatchObject({ state: "here", at: same.at });
  expect(same.opened).toEqual(["room"]);
});

it("[SV15] a match that no living process can restore is over for its players, but only after other processes had time to start", async () => {
  match();
  const [other, newer] = [new Process("other", { kinds: ["rink"] }), new Process("newer", { version: "2" })];
  expect(await ask(other, ROOM_LEASE.unplayable - 3000)).toEqual({ state: "unknown" });
  await pass(3000);
  for (const one of [other, newer]) expect(await ask(one, 0)).toEqual({ state: "over" });
  expect(record(), "for a process that starts late").toMatchObject({ id: "dead", epoch: 1 });
  const same = new Process("same");
  expect(await ask(other, 5000)).toEqual({ state: "here", at: same.at });
});

it("[SV15] a match that is handed over to a process that cannot read it is not claimed there: its owner takes it back", async () => {
  match();
  const newer = new Process("newer", { version: "2" });
  redis.ledger.pass("room", "dead", 1, Buffer.from("1"), newer.at, "arena");
  const opening = newer.takeover.held.open("room", "arena", { holds: true, epoch: 1 }, 2);
  await expect(opening).rejects.toThrow(/cannot be restored here: version 1/);
  const owner = { id: "dead", address: "dead:1", public: "" };
  expect(redis.ledger.takeOver("room", owner, "arena", 2, 0, "dead")).toMatchObject({
    result: "won",
    epoch: 3,
  });
});

/** A replica that lagged is promoted: it may not know the latest owner, and that one cannot reach it. */
async function failOver(): Promise<void> {
  await pass(100);
  redis.run++;
  redis.ledger.notice();
  await pass(ROOM_LEASE.settle + 100);
}

it("[SV9] a process that has just started leaves a match that Redis may have lost to a later owner to an older one that may know that owner", async () => {
  match();
  const later = new Process("later", { recentPeers: [] });
  later.opened.push("room");
  const elder = new Process("elder", { recentPeers: [later] });
  const fresh = new Process("fresh", { recentPeers: [elder], olderProcesses: [elder] });
  await failOver();
  expect(await ask(fresh, 5000)).toEqual({ state: "here", at: later.at });
  expect([fresh.opened, elder.opened]).toEqual([[], []]);
});

it("[SV9] a process that has just started takes the match over itself when no older process can read it", async () => {
  match();
  const old = new Process("old", { version: "0" });
  const fresh = new Process("fresh", { olderProcesses: [old] });
  await failOver();
  expect(await ask(fresh, 5000)).toEqual({ state: "here", at: fresh.at });
});
