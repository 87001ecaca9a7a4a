/** Worlds that are restored from a checkpoint make the same ticks, bit for bit. */
import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { games } from "../../../games/index.ts";
import { skirmishServer } from "../../../games/skirmish/server/index.ts";
import type { World } from "../../../games/skirmish/server/world.ts";
import { BadCheckpoint, UnreadableCheckpoint } from "../../../server/cluster/badCheckpoint.ts";
import {
  checkCheckpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type RoomSnapshot,
} from "../../../server/cluster/checkpoint.ts";
import { seeded } from "../../../shared/maths/random.ts";
import { begin, fingerprint, randomTick } from "../../support/randomWorlds.ts";

const message = {
  ...{ n: 9, type: "chat" as const, tick: 3 },
  message: { from: "a", name: "Ada", text: "hi", scope: "room" as const, n: 9 },
};
const room: RoomSnapshot = {
  seats: [
    { sessionId: "a", token: "t", next: "v", flown: 5, previous: "s", auth: { id: "7", name: "Ada" } },
    { sessionId: "b", token: "u", next: "w", flown: 0, backlog: { kept: [message], dropped: 7 }, read: 8 },
  ],
  newestMessage: 2 ** 32 + 9,
  views: [["a", "pilot-3"]],
  wireIds: {
    schema: "x",
    next: 99,
    nextMany: 2 ** 31 + 5,
    parts: [1, 2, 3, 22, 23],
    entities: { ships: new Float64Array([4, 5]) },
  },
  elapsed: 1234.5,
  at: 1_764_000_000_000,
  moved: "crash",
};

describe("a checkpoint", () => {
  it("[SV1] of any world at any tick is followed by the same ticks, bit for bit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.integer({ min: 0, max: 350 }),
        fc.integer({ min: 1, max: 120 }),
        (seed, before, after) => {
          const world = begin(seed);
          const chance = seeded(seed);
          for (let i = 0; i < before; i++) randomTick(world, chance);
          const again = decodeCheckpoint(games, encodeCheckpoint(skirmishServer, world, room)).world as World;
          const sameChance = { ...chance };
          expect(fingerprint(again)).toBe(fingerprint(world));
          for (let i = 0; i < after; i++) {
            randomTick(world, chance);
            randomTick(again, sameChance);
          }
          expect(fingerprint(again)).toBe(fingerprint(world));
        },
      ),
      { numRuns: 25 },
    );
  });

  it("restores what the room adds: seats, messages, wire ids, age", () => {
    expect(decodeCheckpoint(games, encodeCheckpoint(skirmishServer, begin(1), room)).room).toEqual(room);
  });

  it("of another version, or damaged, is refused by name and never restored in part", () => {
    const bytes = encodeCheckpoint(skirmishServer, begin(1), room);
    const newer = serialize([99, {}, {}]);
    expect(() => decodeCheckpoint(games, newer)).toThrow(/version 99/);
    expect(() => decodeCheckpoint(games, bytes.subarray(0, bytes.length / 2))).toThrow(BadCheckpoint);
    expect(() => decodeCheckpoint(games, Buffer.alloc(0))).toThrow(BadCheckpoint);
  });

  it("[SV15] of a version that another process may read is distinguished from one that no process can read", () => {
    const bytes = encodeCheckpoint(skirmishServer, begin(1), room);
    const check = (changed: Buffer) => () => checkCheckpoint(games, changed);
    expect(check(bytes)).not.toThrow();
    expect(check(bytes.subarray(0, bytes.length / 2)), "damaged").not.toThrow();
    const [version, name, gameVersion, world] = deserialize(bytes);
    const newer = (...stored: unknown[]) => check(serialize([...stored, room]));
    expect(newer(version + 1, name, gameVersion, world)).toThrow(UnreadableCheckpoint);
    expect(newer(version, "chess", gameVersion, world)).toThrow(UnreadableCheckpoint);
    expect(newer(version, name, gameVersion + 1, world)).toThrow(UnreadableCheckpoint);
    world.root.layout = "another";
    world.root.columns = [...world.root.columns, "heat number"];
    expect(newer(version, name, gameVersion, world)).toThrow(/"heat number"/);
    const byNewerNode = Buffer.from(bytes);
    byNewerNode[1]!++;
    expect(check(byNewerNode)).toThrow(UnreadableCheckpoint);
  });
});
