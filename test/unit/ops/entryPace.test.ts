import { expect, it } from "vitest";
import { EntryPace } from "../../../server/ops/load.ts";

/** Records a second with this number of entries, each at this cost in ms. */
function second(pace: EntryPace, entries: number, cost: number): void {
  for (let i = 0; i < entries; i++) pace.note();
  pace.measure(entries * cost);
}

it("[SV13] the time for a crowd follows the recent cost of one entry", () => {
  const pace = new EntryPace();
  const guessed = pace.timeFor(300, 0);
  for (let i = 0; i < 10; i++) second(pace, 100, 6);
  expect(pace.timeFor(300, 0)).toBeGreaterThan(guessed * 2);
  expect(pace.timeFor(300, 0)).toBeCloseTo(300 * 6, -2);
  for (let i = 0; i < 20; i++) second(pace, 100, 1);
  expect(pace.timeFor(300, 0)).toBeCloseTo(300, -2);
});

it("[SV13] time spent in steps is not available for entries", () => {
  const pace = new EntryPace();
  expect(pace.timeFor(100, 0.5)).toBeCloseTo(2 * pace.timeFor(100, 0));
  expect(pace.timeFor(100, 1), "a process that only steps").toBeLessThanOrEqual(10 * pace.timeFor(100, 0));
  expect(pace.timeFor(0, 1)).toBe(0);
});

it("a second with hardly any entries does not change the estimate, and extreme values are clamped", () => {
  const pace = new EntryPace();
  const { cost } = pace;
  second(pace, 3, 200);
  expect(pace.cost).toBe(cost);
  for (let i = 0; i < 50; i++) second(pace, 50, 1e6);
  expect(pace.cost).toBeLessThanOrEqual(10);
  for (let i = 0; i < 50; i++) second(pace, 50, -1);
  expect(pace.cost).toBeGreaterThanOrEqual(0.5);
});
