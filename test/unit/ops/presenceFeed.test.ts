/** Who plays where, pushed to front pages: one composition for all of them, and only changes are sent. */
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PresenceFeed } from "../../../server/ops/presenceFeed.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";

// The feed composes by itself once a second: how often that is in a test is not left to the machine.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const text = (page: PassThrough): string => String(page.read() ?? "");

it("[SO6] one composition serves a thousand front pages, nothing is sent without a change, and nothing composed without a page", async () => {
  let composed = 0;
  let lists = "[1]";
  const feed = new PresenceFeed(async () => {
    composed++;
    return lists;
  }, silentTelemetry.metrics);
  const pages = Array.from({ length: 1000 }, () => new PassThrough({ highWaterMark: 1024 }));
  for (const page of pages) feed.add(page);
  await until(() => pages.at(-1)!.readableLength > 1, "the first lists");
  expect(composed).toBe(1);
  expect(new Set(pages.map(text))).toEqual(new Set(["\ndata: [1]\n\n"]));
  await feed.send();
  expect(pages.filter((page) => text(page) !== "")).toEqual([]);
  lists = "[2]";
  // A composition may be under way: then no other one begins.
  await until(async () => {
    await feed.send();
    return pages.at(-1)!.readableLength > 0;
  }, "the new lists");
  expect(new Set(pages.map(text))).toEqual(new Set(["data: [2]\n\n"]));
  // A page that comes later gets the latest lists at once.
  const late = new PassThrough();
  feed.add(late);
  expect(text(late)).toBe("data: [2]\n\n");
  for (const page of [...pages, late]) page.destroy();
  await until(
    async () => (await silentTelemetry.metrics.presencePages.get()).values[0]!.value === 0,
    "all to go",
  );
  const last = composed;
  await vi.advanceTimersByTimeAsync(3000);
  expect(composed).toBe(last);
});

const served = () => {
  const state = { answer: (): Promise<string> => Promise.resolve("[1]") };
  return { state, feed: new PresenceFeed(() => state.answer(), silentTelemetry.metrics) };
};
const away = () => Promise.reject(new Error("Redis is away"));

it("[SO6] a page that does not read is closed; larger lists may wait twice", async () => {
  const { state, feed } = served();
  state.answer = () => Promise.resolve("x".repeat(300 * 1024));
  const page = new PassThrough();
  feed.add(page);
  await until(() => page.writableLength + page.readableLength > 256 * 1024, "the lists to be sent");
  state.answer = async () => "y".repeat(300 * 1024);
  await feed.send();
  expect(page.destroyed, "two large lists").toBe(false);
  for (const lists of ["[]", "[1]"]) {
    state.answer = async () => lists;
    await feed.send();
  }
  expect(page.destroyed, "not read, although the lists are small").toBe(true);
});

it("[SO6] all pages get the same bytes, in slices between which the event loop turns", async () => {
  const { state, feed } = served();
  const got: unknown[] = [];
  const pages = Array.from({ length: 40 }, () => {
    const page = new PassThrough();
    page.write = ((bytes: unknown) => {
      got.push(bytes);
      for (const end = performance.now() + 0.1; performance.now() < end; );
      return true;
    }) as typeof page.write;
    feed.add(page);
    return page;
  });
  await until(() => got.length === 80, "the first lists");
  // The feed may still wait for the turn after its last write: no composition begins before.
  await turn();
  state.answer = async () => "[2]";
  got.length = 0;
  let turns = 0;
  const count = (): void => {
    turns++;
    if (got.length < 40) setImmediate(count);
  };
  setImmediate(count);
  await feed.send();
  expect(turns, "turns of the event loop").toBeGreaterThan(2);
  expect(got[0]).toBeInstanceOf(Buffer);
  expect(new Set(got).size).toBe(1);
  for (const page of pages) page.destroy();
});

it("[SO6] while Redis is unreachable no page is told that its lists are up to date, and its stream ends", async () => {
  const { state, feed } = served();
  const page = new PassThrough();
  feed.add(page);
  await until(() => page.readableLength > 1, "the first lists");
  text(page);
  state.answer = away;
  await feed.send();
  expect([text(page), page.writableEnded]).toEqual(["", false]);
  // The first lists may be on their way still: no composition begins meanwhile.
  await until(async () => {
    await feed.send();
    return page.writableEnded;
  }, "the stream to end");
  // A new page polls at once.
  const late = new PassThrough();
  feed.add(late);
  await until(() => late.writableEnded, "its stream to end");
  expect(text(late), "no old lists").toBe("\n");
  state.answer = async () => "[2]";
  const next = new PassThrough();
  feed.add(next);
  await until(() => next.readableLength > 1, "the lists");
  expect(text(next)).toBe("\ndata: [2]\n\n");
  next.destroy();
});

it("[SO6] nothing is written to a stream that has ended, and one that does not drain is closed", async () => {
  const { state, feed } = served();
  const page = new PassThrough();
  const faults: unknown[] = [];
  page.on("error", (fault) => faults.push(fault));
  feed.add(page);
  await feed.send();
  feed.end();
  state.answer = async () => "[2]";
  await feed.send();
  await vi.advanceTimersByTimeAsync(2000);
  expect([faults, page.destroyed, vi.getTimerCount()]).toEqual([[], false, 1]);
  await vi.advanceTimersByTimeAsync(4000);
  expect([page.destroyed, vi.getTimerCount()]).toEqual([true, 0]);
});

it("[SO6] lists that were composed while the last page left are not shown to the next one", async () => {
  const { state, feed } = served();
  let answer = (_lists: string): void => {};
  state.answer = () => new Promise((resolve) => (answer = resolve));
  const page = new PassThrough();
  feed.add(page);
  page.destroy();
  await once(page, "close");
  answer("[old]");
  await new Promise((resolve) => setImmediate(resolve));
  state.answer = async () => "[new]";
  const next = new PassThrough();
  feed.add(next);
  await until(() => next.readableLength > 1, "the lists");
  expect(text(next)).toBe("\ndata: [new]\n\n");
  next.destroy();
});
