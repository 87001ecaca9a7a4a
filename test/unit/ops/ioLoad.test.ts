import { expect, it } from "vitest";
import { headroomOf, IoLoad } from "../../../server/ops/load.ts";
import { TICK_MS } from "../../../shared/tick.ts";

it("[IO2] the busiest I/O thread counts: by its CPU time, or by what it has not written yet", () => {
  const load = new IoLoad();
  expect(load.share(1000), "no threads").toBe(0);
  const threads = [
    { cpu: 5, delay: 0 },
    { cpu: 9, delay: 0 },
  ];
  load.read = () => threads;
  expect(load.share(1000), "nothing is known of the time before").toBe(0);
  threads[0]!.cpu += 0.3;
  threads[1]!.cpu += 0.8;
  expect(load.share(2000)).toBeCloseTo(0.4);
  threads[0]!.delay = TICK_MS / 2;
  expect(load.share(1000)).toBeCloseTo(0.5);
  threads[0]!.cpu = 0;
  threads[0]!.delay = 0;
  expect(load.share(1000), "another thread took its place").toBe(0);
});

it("[IO2] headroom is what a busy I/O thread leaves", () => {
  expect(headroomOf({ ticks: 0.2, lag: 0, memory: 0.3, seats: 0, io: 0.9 })).toBeCloseTo(0.1);
});
