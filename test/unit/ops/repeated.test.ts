/** Repeated events are reported once, then as sums. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Repeated } from "../../../server/ops/repeated.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("[FA3] an event is reported once, then its count every 5 s, and at once again after a pause", () => {
  const reported: string[] = [];
  const repeated = new Repeated();
  const add = (kind: string, what: string) =>
    repeated.add(kind, (times) => reported.push(`${what} ${times}`));
  for (let i = 0; i < 100; i++) add("a", `a${i}`);
  add("b", "b");
  expect(reported).toEqual(["a0 1", "b 1"]);
  vi.advanceTimersByTime(5000);
  expect(reported.splice(0), "the latest of its kind").toEqual(["a0 1", "b 1", "a99 99"]);
  vi.advanceTimersByTime(60_000);
  expect(reported).toEqual([]);
  add("a", "a");
  expect(reported).toEqual(["a 1"]);
});

it("[FA3] the number of kinds is limited, and nothing is reported after the end", () => {
  let reported = 0;
  const repeated = new Repeated();
  for (let i = 0; i < 1000; i++) repeated.add(`kind ${i}`, () => reported++);
  expect(reported).toBe(20);
  repeated.end();
  vi.advanceTimersByTime(60_000);
  expect(reported).toBe(20);
  expect(vi.getTimerCount()).toBe(0);
});
