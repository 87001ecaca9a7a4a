/**
 * A swarm of bots that several machines share: each bot is played once, and the merged report equals that of
 * a single machine.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type Account, addUp } from "../../../client/bots/account.ts";
import { readAll } from "../../../client/bots/merge.ts";
import { reportOf } from "../../../client/bots/report.ts";
import { placesOf, readShard, type Shard } from "../../../client/bots/shard.ts";

it("each bot is played by exactly one shard, and shard sizes differ by at most one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(300), (of, more) => {
      const count = of + more;
      const shares = Array.from({ length: of }, (_, i) => placesOf({ index: i + 1, of }, count));
      expect(shares.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      const sizes = shares.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

it("parses 2/3, and rejects everything that is not a shard", () => {
  expect(readShard("2/3")).toEqual({ index: 2, of: 3 });
  for (const wrong of ["0/3", "4/3", "3", "1/0", "a/b", "1/2/3", "-1/3", "1.5/3", ""])
    expect(readShard(wrong), wrong).toBeUndefined();
});

const account = (figures: number[], joined = 1): Account => ({
  wanted: joined + 1,
  joined,
  refused: { full: 1 },
  seconds: 10 + joined,
  minutes: joined / 2,
  disconnects: 2,
  returns: 1,
  over: { kicked: joined },
  errors: {},
  samples: {
    joinMs: figures,
    rttMs: figures,
    patchesPerSecond: [30],
    ticksPerSecond: [30],
    bytesInPerSecond: [],
    bytesOutPerSecond: [],
    correctionUnits: figures,
  },
  lateMs: { p50: joined, p99: 2 * joined, max: 3 * joined },
});

it("percentiles of the merged parts equal those of the whole, however it was split", () => {
  const figures = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 200 });
  fc.assert(
    fc.property(fc.array(figures, { minLength: 1, maxLength: 5 }), (parts) => {
      const merged = reportOf(addUp(parts.map((part) => account(part))));
      const whole = reportOf(account(parts.flat()));
      expect(merged.rttMs).toEqual(whole.rttMs);
      expect(merged.correctionUnits).toEqual(whole.correctionUnits);
      expect(merged.corrections).toBe(parts.flat().length);
    }),
  );
});

it("counts are added; durations are those of the longest run, lateness that of the latest", () => {
  expect(reportOf(addUp([account([1, 2], 3), account([3], 5)]))).toMatchObject({
    ...{ wanted: 10, joined: 8, refused: { full: 2 }, over: { kicked: 8 }, disconnects: 4, returns: 2 },
    ...{ seconds: 15, corrections: 3, correctionsPerMinute: 3 / 4, lateMs: { p50: 5, p99: 10, max: 15 } },
  });
});

describe("rejects files that do not form one swarm", () => {
  const folder = mkdtempSync(join(tmpdir(), "skirmish-shards-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, shard: Shard, more = {}) => {
    const options = { room: "arena", count: 9, seconds: 5, seed: 1, ...more, shard };
    writeFileSync(join(folder, name), JSON.stringify({ options, account: account([1]) }));
    return join(folder, name);
  };
  const first = file("first", { index: 1, of: 2 });
  const second = file("second", { index: 2, of: 2 });

  it("accepts files that do, in any order", () => {
    expect(readAll([second, first]).map(({ options }) => options.shard.index)).toEqual([2, 1]);
  });
  for (const [what, files, words] of [
    ["a shard is missing", [second], "shard 1/2 is missing"],
    ["one is there twice", [first, first], "shard 1/2 is already given"],
    ["seeds differ", [first, file("seed", { index: 2, of: 2 }, { seed: 2 })], "--seed 2, but"],
    ["splits differ", [first, file("other", { index: 2, of: 3 })], "a shard of 3, but"],
    ["no file is given", [], "expected the report files of all shards"],
  ] as const)
    it(what, () => expect(() => readAll(files)).toThrow(words));
});
