/** The summaries in which the server logs repeated messages of the framework. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FrameworkLog } from "../../../server/ops/frameworkLog.ts";

const written: [level: string, fields: object, text: string][] = [];
const counts = new Map<string, number>();
const write = (level: string) => (fields: object, text: string) => void written.push([level, fields, text]);
const framework = () =>
  new FrameworkLog(
    {
      trace: write("trace"),
      debug: write("debug"),
      info: write("info"),
      warn: write("warn"),
      error: write("error"),
    },
    (level) => counts.set(level, (counts.get(level) ?? 0) + 1),
  ).logger();

beforeEach(() => {
  vi.useFakeTimers();
  written.length = 0;
  counts.clear();
});
afterEach(() => {
  vi.useRealTimers();
});

it("[FA3] repeated lines are logged once and then as sums, and all are counted", () => {
  const log = framework();
  for (let i = 0; i < 40; i++) log.error(`TypeError: of room "room-${i}"\n    at x (file.js:1:2)\n    at y`);
  expect(written).toEqual([["error", { at: "at x (file.js:1:2) at y" }, 'TypeError: of room "room-0"']]);
  vi.advanceTimersByTime(5000);
  expect(written.slice(1)).toEqual([["error", { times: 39 }, 'TypeError: of room "room-0"']]);
  vi.advanceTimersByTime(5000);
  log.error(new Error("another one"));
  log.error('TypeError: of room "room-99"');
  expect(written.slice(2).map(([, , text]) => text)).toEqual([
    "Error: another one",
    'TypeError: of room "room-99"',
  ]);
  expect(counts).toEqual(new Map([["error", 42]]));
});

it("[FA3] many different lines are logged as one kind", () => {
  const log = framework();
  for (const a of "abcdefghijklmnopqrstuvwxyz") log.warn(`${a} is wrong`);
  expect(written.length).toBeLessThan(25);
  expect(written.at(-1)![2]).toMatch(/^many different lines/);
});
