/** Which tick is drawn, for different networks. */
import { describe, expect, it } from "vitest";
import { Timeline } from "../../../client/session/timeline.ts";
import { REWIND } from "../../../shared/limits.ts";
import { random, seeded } from "../../../shared/maths/random.ts";
import { TICK_MS } from "../../../shared/tick.ts";

const FRAME = 1000 / 60;

/**
 * Simulates a link for some seconds: patches are sent every tick and arrive in order after `lag(tick)` ms.
 * @returns the tick drawn in each frame, and whether its next patch had arrived
 */
function play(timeline: Timeline, seconds: number, lag: (tick: number) => number, from = 0) {
  const frames: { now: number; drawn: number; starved: boolean }[] = [];
  let arrivedTick = Math.floor(from / TICK_MS);
  let earliest = 0;
  for (let now = from; now < from + seconds * 1000; now += FRAME) {
    for (;;) {
      const next = arrivedTick + 1;
      const at = Math.max(earliest, next * TICK_MS + lag(next));
      if (at > now) break;
      arrivedTick = next;
      earliest = at;
      timeline.arrived(next, at);
    }
    timeline.frame(now);
    frames.push({ now, drawn: timeline.drawn, starved: timeline.drawn > timeline.newest });
  }
  return frames;
}

describe("the drawn tick", () => {
  it("stays 1.5 ticks behind on an even link, and never runs out of patches", () => {
    const timeline = new Timeline();
    const frames = play(timeline, 10, () => 50).slice(60);
    expect(timeline.delay).toBeCloseTo(1.5, 5);
    expect(frames.filter(({ starved }) => starved)).toEqual([]);
    for (const { now, drawn } of frames) expect(drawn).toBeCloseTo((now - 50) / TICK_MS - 1.5, 3);
  });

  it("falls back on a link with stalls until most patches are in time, and no further", () => {
    const timeline = new Timeline();
    const dice = seeded(3);
    let stallEnds = 0;
    const lag = (tick: number) => {
      const sent = tick * TICK_MS;
      if (random(dice) < 0.02) stallEnds = Math.max(stallEnds, sent + 250);
      return 50 + random(dice) * 10 + Math.max(0, stallEnds - sent);
    };
    const frames = play(timeline, 60, lag).slice(600);
    const starved = frames.filter((frame) => frame.starved);
    expect(starved.length / frames.length).toBeGreaterThan(0.05);
    expect(starved.length / frames.length).toBeLessThan(0.25);
    const long = frames.filter(
      ({ starved }, i) => starved && frames.slice(i - 15, i).every((one) => one.starved),
    );
    expect(
      long.length / frames.length,
      "frames without patches for longer than ships are extrapolated",
    ).toBeLessThan(0.02);
    const behind = frames.map(({ now, drawn }) => (now - 50) / TICK_MS - drawn).sort((a, b) => a - b);
    expect(behind[behind.length >> 1]! * TICK_MS, "usual delay, ms").toBeLessThan(200);
  });

  it("never goes back and never deviates by more than 10 % from its rate", () => {
    const timeline = new Timeline();
    const dice = seeded(4);
    const frames = play(timeline, 30, () => (random(dice) < 0.03 ? 300 : 40)).slice(60);
    for (let i = 1; i < frames.length; i++) {
      const pace = ((frames[i]!.drawn - frames[i - 1]!.drawn) * TICK_MS) / FRAME;
      expect(pace).toBeGreaterThan(0.9 - 1e-6);
      expect(pace).toBeLessThan(1.1 + 1e-6);
    }
  });

  it("approaches the present again once the link is even", () => {
    const timeline = new Timeline();
    play(timeline, 10, (tick) => (tick % 10 < 3 ? 250 : 30));
    expect(timeline.delay).toBeGreaterThan(5);
    play(timeline, 40, () => 30, 10_000);
    expect(timeline.delay).toBeLessThan(2);
  });

  it("stays within the server's rewind window, however bad the link", () => {
    const timeline = new Timeline();
    timeline.limitBy(100);
    play(timeline, 10, (tick) => (tick % 40 === 0 ? 900 : 50));
    expect(timeline.delay).toBeLessThanOrEqual(REWIND.max - 1 - 100 / TICK_MS);
  });

  it("jumps forward after a long pause instead of accelerating", () => {
    const timeline = new Timeline();
    play(timeline, 3, () => 20);
    const { drawn } = timeline;
    timeline.arrived(400, 400 * TICK_MS + 20);
    timeline.frame(400 * TICK_MS + 20);
    expect(timeline.drawn).toBeGreaterThan(drawn + 250);
  });

  it("is not delayed by patches that were late while the page loaded", () => {
    const timeline = new Timeline();
    play(timeline, 3, (tick) => (tick < 15 ? 400 : 20));
    expect(timeline.delay).toBeCloseTo(1.5, 1);
  });

  it("[SV3] goes back with a match that was restored at an earlier tick, and catches up within a moment", () => {
    const timeline = new Timeline();
    play(timeline, 10, () => 50);
    const before = timeline.drawn;
    const newest = timeline.newest;
    timeline.restart();
    // A second later the match continues from 6 ticks earlier.
    let next = newest - 6;
    const arrives = (tick: number) => 11_000 + (tick - newest + 6) * TICK_MS;
    const starved: number[] = [];
    for (let now = 10_000; now < 14_000; now += FRAME) {
      for (; arrives(next) <= now; next++) timeline.arrived(next, arrives(next));
      timeline.frame(now);
      if (now > 12_000 && timeline.drawn > timeline.newest) starved.push(now);
      if (now > 11_000 && now < 11_100) expect(timeline.drawn).toBeLessThan(before);
    }
    expect(starved).toEqual([]);
  });
});
