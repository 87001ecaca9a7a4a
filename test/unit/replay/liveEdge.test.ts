/**
 * The end of the received part of a running match: its seconds arrive evenly, late, or not for a while, and a
 * viewer goes back.
 */
import { expect, it } from "vitest";
import { LiveEdge } from "../../../client/replay/liveEdge.ts";
import { Playhead } from "../../../client/replay/playhead.ts";
import { TICK_MS, TICK_RATE } from "../../../shared/tick.ts";

const FRAME = 1000 / 60;

/** Frames of a page that watches; `late(second)` is by how much that second of the log is late, ms. */
function watching(late: (second: number) => number = () => 0) {
  const playhead = new Playhead({ from: 0, to: 0 });
  playhead.isPlaying = true;
  const leaps: number[] = [];
  const edge = new LiveEdge(playhead, (tick) => {
    leaps.push(tick - playhead.tick);
    playhead.put(tick);
  });
  let now = 0;
  let second = 1;
  /** @returns ticks by which the playhead moved in each frame */
  const run = (ms: number): number[] => {
    const moved: number[] = [];
    for (const end = now + ms; now < end; now += FRAME) {
      for (; second * 1000 + late(second) <= now; second++) playhead.to = second * TICK_RATE;
      const before = playhead.tick;
      edge.frame(now);
      playhead.frame(now, playhead.tick < playhead.to);
      moved.push(playhead.tick - before);
    }
    return moved;
  };
  const behind = () => now / TICK_MS - playhead.tick;
  return { edge, playhead, leaps, run, behind, now: () => now };
}

it("[WA1] moves evenly, about a second behind the received part", () => {
  const page = watching();
  page.run(10_000);
  page.leaps.length = 0;
  const moved = page.run(60_000);
  expect(page.leaps).toEqual([]);
  const even = FRAME / TICK_MS;
  expect(Math.min(...moved)).toBeGreaterThan(even * 0.89);
  expect(Math.max(...moved)).toBeLessThan(even * 1.11);
  expect(page.behind()).toBeGreaterThan(TICK_RATE);
  expect(page.behind()).toBeLessThan(2.5 * TICK_RATE);
});

it("[WA1] stops seldom where seconds come up to 1.5 s late, because it keeps more behind from then on", () => {
  const page = watching((second) => (second % 3 === 0 ? 1500 : 0));
  page.run(20_000);
  const stood = page.run(60_000).filter((ticks) => ticks === 0).length;
  expect(stood).toBe(0);
  expect(page.behind()).toBeLessThan(4 * TICK_RATE);
});

it("[WA1] continues near the end after a gap of half a minute, with one jump", () => {
  const page = watching((second) => (second > 20 && second <= 50 ? (51 - second) * 1000 : 0));
  page.run(19_000);
  page.leaps.length = 0;
  page.run(41_000);
  expect(page.leaps.length).toBe(1);
  expect(page.behind()).toBeLessThan(6 * TICK_RATE);
});

it("[WA1] leaves a viewer where they went back to or paused, and follows again from near the end", () => {
  const page = watching();
  page.run(30_000);
  page.edge.seek(10 * TICK_RATE, page.now());
  expect(page.edge.isFollowing).toBe(false);
  page.run(5000);
  expect(page.playhead.tick).toBeCloseTo(15 * TICK_RATE, -1);
  page.edge.leave();
  page.playhead.isPlaying = false;
  const paused = page.playhead.tick;
  page.run(5000);
  expect(page.playhead.tick).toBe(paused);
  page.edge.seek(page.playhead.to - 5, page.now());
  expect(page.edge.isFollowing).toBe(true);
  page.run(1000);
  expect(page.behind()).toBeLessThan(3 * TICK_RATE);
});

it("[WA1] follows again when a viewer who goes faster has caught up", () => {
  const page = watching();
  page.run(30_000);
  page.edge.seek(20 * TICK_RATE, page.now());
  page.playhead.speed = 4;
  page.run(1000);
  expect(page.edge.isFollowing).toBe(false);
  page.run(20_000);
  expect(page.edge.isFollowing).toBe(true);
  expect(page.playhead.speed).toBe(1);
});
