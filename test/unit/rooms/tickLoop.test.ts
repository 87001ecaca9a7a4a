import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { TickLoop } from "../../../server/rooms/tickLoop.ts";
import { TICK_MS } from "../../../shared/tick.ts";

/** Blocks the thread, as a long step or a busy machine does. */
function stall(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it("[LI3] every tick of real time is stepped or counted as dropped, through stalls of any length", async () => {
  let steps = 0;
  let dropped = 0;
  let gaps = 0;
  const loop = new TickLoop({
    step: () => {
      steps++;
      if (steps % 20 === 0) stall(TICK_MS * 1.5);
    },
    onGap: () => gaps++,
    onDropped: (count) => {
      dropped += count;
    },
  });
  const started = performance.now();
  loop.start();
  for (let i = 0; i < 4; i++) {
    await wait(400);
    stall(300);
  }
  await wait(200);
  // Read in the same turn of the event loop, so that no tick falls in between.
  const due = (performance.now() - started) / TICK_MS;
  loop.stop();
  expect(steps + dropped).toBeGreaterThan(due - 8);
  expect(steps + dropped, "never ahead of time").toBeLessThanOrEqual(due);
  expect(dropped, "a stall of 9 ticks drops 4").toBeGreaterThanOrEqual(4);
  expect(gaps).toBeGreaterThanOrEqual(4);
});

it("a loop that its own step stops makes no further step", async () => {
  let steps = 0;
  const loop = new TickLoop({
    step: () => {
      steps++;
      loop.stop();
    },
    onGap: () => {},
    onDropped: () => {},
  });
  loop.start();
  stall(TICK_MS * 4);
  await wait(200);
  expect(steps).toBe(1);
});
