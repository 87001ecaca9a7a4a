import { describe, expect, it } from "vitest";
import { DelayLine, emptyTally } from "../../../client/bots/link/delayLine.ts";
import { PROFILES } from "../../../client/bots/link/profiles.ts";

const STILL = { ...PROFILES.clean, delayMs: 40 };
const place = { seed: 7, connection: 0, way: "up" } as const;
/** Arrival times of chunks that are sent 33 ms apart. */
const arrivals = (line: DelayLine, count: number) =>
  Array.from({ length: count }, (_, i) => line.push(i * 33, 100) - i * 33);

describe("a direction of an emulated link", () => {
  it("delays by the latency of its profile, plus or minus the jitter", () => {
    const delays = arrivals(new DelayLine({ ...STILL, jitterMs: 10 }, place, 0), 2000);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...delays)).toBeLessThanOrEqual(50 + 1);
    expect(delays.reduce((a, b) => a + b) / delays.length).toBeCloseTo(40, -0.5);
  });

  it("never lets a chunk overtake another", () => {
    for (const profile of Object.values(PROFILES)) {
      const line = new DelayLine(profile, place, 0);
      let last = 0;
      for (let i = 0; i < 3000; i++) {
        const due = line.push(i * 5, 400);
        expect(due).toBeGreaterThanOrEqual(last);
        last = due;
      }
    }
  });

  it("stalls at the configured rate, longer when the retransmission is lost too, and counts stalls", () => {
    const tally = emptyTally();
    const profile = { ...STILL, stallChance: 0.1, stallMs: 250 };
    const line = new DelayLine(profile, place, 0, tally);
    // Far apart, so that no chunk waits behind a stalled one.
    const delays = Array.from({ length: 5000 }, (_, i) => line.push(i * 1e5, 10) - i * 1e5);
    expect(tally.stalls / 5000).toBeGreaterThan(0.09);
    expect(tally.stalls / 5000).toBeLessThan(0.135);
    expect(new Set(delays.map(Math.round)).has(40 + 250)).toBe(true);
    expect(new Set(delays.map(Math.round)).has(40 + 250 + 500)).toBe(true);
  });

  it("sends no faster than its rate", () => {
    const line = new DelayLine({ ...STILL, bytesPerSecond: 1000 }, place, 0);
    expect(line.push(0, 500)).toBeCloseTo(540);
    expect(line.push(0, 500)).toBeCloseTo(1040);
    expect(line.push(5000, 100)).toBeCloseTo(5140);
  });

  it("gives the same delays for the same seed and direction, and others for other ones", () => {
    const run = (at: ConstructorParameters<typeof DelayLine>[1]) =>
      arrivals(new DelayLine(PROFILES.lossy, at, 0), 200).join();
    expect(run(place)).toBe(run({ ...place }));
    for (const other of [{ seed: 8 }, { connection: 1 }, { way: "down" } as const])
      expect(run({ ...place, ...other })).not.toBe(run(place));
  });
});
