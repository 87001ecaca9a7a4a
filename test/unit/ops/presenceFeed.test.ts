/** Who plays where, pushed to front pages: one composition for all of them, and only changes are sent. */
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { PresenceFeed } from "../../../server/ops/presenceFeed.ts";
import { silentTelemetry } from "../../support/telemetry.ts";
import { until } from "../../support/until.ts";

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
  await feed.tell();
  expect(pages.filter((page) => text(page) !== "")).toEqual([]);
  lists = "[2]";
  const before = composed;
  await feed.tell();
  expect([composed - before, new Set(pages.map(text))]).toEqual([1, new Set(["data: [2]\n\n"])]);
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
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(composed).toBe(last);
});

it("[SO6] a page that does not read is closed, and lists that cannot be read are left as they were", async () => {
  let answer = () => Promise.resolve("x".repeat(300 * 1024));
  const feed = new PresenceFeed(() => answer(), silentTelemetry.metrics);
  const page = new PassThrough();
  feed.add(page);
  await until(
    () => page.writableLength > 256 * 1024 || page.readableLength > 256 * 1024,
    "the lists to be sent",
  );
  answer = () => Promise.reject(new Error("Redis is away"));
  await feed.tell();
  expect(page.destroyed).toBe(false);
  answer = async () => "[]";
  await feed.tell();
  answer = async () => "[1]";
  await feed.tell();
  expect(page.destroyed).toBe(true);
});
