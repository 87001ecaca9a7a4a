/** What a process that ends leaves to the next owner of a watched match. */
import { expect, it } from "vitest";
import { LiveLogs } from "../../../server/log/liveLogs.ts";
import type { LiveTails } from "../../../server/log/liveTails.ts";
import { createTelemetry } from "../../../server/ops/telemetry.ts";
import type { LogHeader } from "../../../shared/log/format.ts";

it("[WA4] a process that hands a watched match over does not end before the rest of its log is stored, for up to 3 s", async () => {
  const stored = Promise.withResolvers<void>();
  const tails: LiveTails = { leave: () => stored.promise, take: async () => undefined };
  const live = new LiveLogs(4, createTelemetry([], "silent"), tails);
  const match = live.open({ room: "room", epoch: 1 } as LogHeader, true);
  match.asked = performance.now();
  live.close(match, "moved");
  let hasEnded = false;
  const ended = live.end().then(() => {
    hasEnded = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(hasEnded).toBe(false);
  stored.resolve();
  await ended;
});

it("[WA4] a process ends although Redis never stores the rest of a log", async () => {
  const tails: LiveTails = { leave: () => new Promise(() => {}), take: async () => undefined };
  const live = new LiveLogs(4, createTelemetry([], "silent"), tails);
  const match = live.open({ room: "room", epoch: 1 } as LogHeader, true);
  match.asked = performance.now();
  live.close(match, "moved");
  await live.end();
});
