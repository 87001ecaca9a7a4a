/** Compares the simulator's Redis with a real one: the same random operations must give the same answers. */
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EventStream } from "../../../server/cluster/eventStream.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";
import {
  addressOf,
  carryOut,
  NEVER,
  type Operation,
  operations,
  realStores,
  simulatedStores,
} from "../../support/sim/operations.ts";
import { until } from "../../support/until.ts";

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = await server.connect();
});
afterAll(() => server.close());

/** Commands without a key. */
const KEYLESS = ["time", "info"];

it("[RS2] a script accesses no key that it does not declare", async () => {
  await server.flush();
  const monitor = await server.client.monitor();
  let declared: string[] = [];
  const [scripts, undeclared] = [new Set<string>(), new Set<string>()];
  monitor.on("monitor", (_time: string, [name, ...args]: string[], source: string) => {
    if (/^eval(?:sha)?$/i.test(name!)) {
      declared = args.slice(2, 2 + Number(args[1]));
      scripts.add(args[0]!);
    } else if (source === "lua" && !KEYLESS.includes(name!.toLowerCase()) && !declared.includes(args[0]!))
      undeclared.add(`${name} ${args[0]}`);
  });
  const stores = realStores(redis);
  await stores.notice();
  const epoch = 1;
  const [by, owner, target, room] = ["p1", "p1", "p2", "r1"] as const;
  const heartbeat = { clients: 1, epoch, ttlMs: -1, sweepMs: NEVER } as const;
  const list = { do: "beat" as const, by, lists: [room] as ("r1" | "r2")[], ...heartbeat };
  const all: Operation[] = [
    ...[{ do: "open", by, room } as const, { do: "insert", by, room, epoch } as const],
    ...[
      { ...list, pauseMs: -1 as const },
      { ...list, pauseMs: NEVER as typeof heartbeat.sweepMs },
    ],
    { do: "renew", by, room, epoch, write: { checkpoint: Buffer.from("a"), number: 1 } },
    { do: "append", by, room, epoch, number: 2, tail: Buffer.from("b") },
    ...[{ do: "confirm", by, room, epoch, isAlone: true } as const, { do: "look", room } as const],
    { do: "pass", by, room, epoch, checkpoint: Buffer.from("c"), target },
    { do: "takeOver", by: target, room, epoch: 2, owner, quiet: 0 },
    ...[
      { do: "quarantine", by: target, room, epoch: 3 } as const,
      { do: "release", by, room, epoch: 4 } as const,
    ],
    ...[{ do: "write", by, room, epoch } as const, { do: "remove", by, room, epoch } as const],
    ...[
      { do: "bind", room, instead: undefined, isSettled: true } as const,
      { do: "look for party", isSettled: true } as const,
      { do: "keep", room: "r2", isConnected: true } as const,
      { do: "release party", room: "r2" } as const,
    ],
    ...[{ do: "take", by } as const, { do: "free", by } as const, { do: "leave", by } as const],
  ];
  for (const operation of all) await carryOut(operation, stores);
  new EventStream(redis).add({ kind: "redis", text: "x", at: 1, process: "p1" });
  await stores.parties.status("P", [{ id: "1", name: "Ada" }]);
  await until(() => scripts.size >= 20, "every script to have run");
  expect([...undeclared]).toEqual([]);
  monitor.disconnect();
});

it("[SV2][CL4] the simulated Redis answers every script as a real one does", async () => {
  const real = realStores(redis);
  await fc.assert(
    fc.asyncProperty(fc.array(operations, { minLength: 1, maxLength: 40 }), async (list) => {
      await server.flush();
      const simulated = simulatedStores();
      // Both know the same run of Redis from the start.
      await Promise.all([real.notice(), simulated.notice()]);
      for (const [i, operation] of list.entries())
        expect(await carryOut(operation, simulated), `operation ${i}, ${operation.do}`).toEqual(
          await carryOut(operation, real),
        );
    }),
    { numRuns: 150 },
  );
});

/** What shows that a room has broken its owner. */
const SIGNS = {
  "a restore that failed": { of: "restoreFailed", results: ["won", "won", "lost"] },
  "the name of the room from the watchdog": { of: "blame", results: ["won", "lost"] },
  "the name of the room from one watchdog, and none from the next": {
    of: "blame once",
    results: ["won", "held"],
  },
  "no sign": { of: undefined, results: ["won", "won", "won", "lost"] },
  "the name of another room": { of: "other", results: ["won", "won", "won", "won"] },
} as const;

it.each(Object.entries(SIGNS))(
  "[SV10] the simulated Redis ends a match after as many deaths of owners as a real one does: %s",
  async (_, { of, results }) => {
    await server.flush();
    for (const stores of [realStores(redis), simulatedStores()]) {
      await stores.notice();
      await stores.open("r1", addressOf("p0"), "arena");
      const seen: string[] = [];
      for (const epoch of results.keys()) {
        const [owner, next] = [`p${epoch}`, `p${epoch + 1}`];
        // The first owner has played the match.
        if (of === "restoreFailed" && epoch > 0) await stores.restoreFailed("r1", owner, epoch + 1);
        if (of === "blame" || of === "other" || (of === "blame once" && epoch === 0))
          await stores.blame(owner, of === "other" ? "r2" : "r1");
        // Longer than the owner has been quiet.
        await wait(5);
        const claim = await stores.settled(true, () =>
          stores.takeOver("r1", addressOf(next), "arena", epoch + 1, 1, owner),
        );
        seen.push(claim.result);
      }
      expect(seen).toEqual(results);
    }
  },
);
