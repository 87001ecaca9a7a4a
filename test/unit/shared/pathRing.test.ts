/** The places of entities in the latest ticks. */
import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { PathRing } from "../../../shared/pathRing.ts";

interface Dot {
  x: number;
  y: number;
  angle: number;
}
const dotAt = (x: number): Dot => ({ x, y: -x, angle: (x * 100) & 0xffff });

/** Records ticks; each dot moves by 1 in each of them. */
function recorded(length: number, dots: Dot[], ticks: number, each?: (tick: number) => void) {
  const ring = new PathRing<Dot>(length, 50);
  for (let tick = 1; tick <= ticks; tick++) {
    each?.(tick);
    ring.begin(tick);
    for (const dot of dots) {
      dot.x++;
      dot.y--;
      ring.put(dot, dot.x > 0);
    }
    ring.end();
  }
  return ring;
}

describe("the ring of paths", () => {
  it("knows the places of the latest ticks, and no older ones", () => {
    const [ada, bob] = [dotAt(10), dotAt(500)];
    const ring = recorded(20, [ada, bob], 100);
    const path = ring.run(bob, 100, 200)!;
    expect(path.from).toBe(81);
    expect(path.x).toEqual(Array.from({ length: 20 }, (_, i) => 581 + i));
    expect(path.y).toEqual(path.x.map((x) => -x));
    expect(ring.run(ada, 95, 4)).toMatchObject({
      from: 91,
      x: [101, 102, 103, 104, 105, 106, 107, 108, 109, 110],
    });
    expect(ring.run(ada, 80, 4), "a tick that is not kept").toBeUndefined();
    expect(ring.run(ada, 101, 4), "a tick to come").toBeUndefined();
  });

  it("keeps its records when more entities appear than it has slots for, and forgets entities that left", () => {
    const dots = [dotAt(1000)];
    const first = dots[0]!;
    const ring = recorded(20, dots, 40, (tick) => {
      if (tick === 30) for (let i = 0; i < 100; i++) dots.push(dotAt(2000 + i));
      if (tick === 38) dots.splice(1, 50);
    });
    expect(ring.run(first, 40, 100)!.x).toEqual(Array.from({ length: 20 }, (_, i) => 1021 + i));
    expect(ring.run(dots[40]!, 40, 100)).toMatchObject({ from: 30 });
    const late = dotAt(9000);
    dots.push(late);
    ring.begin(41);
    for (const dot of dots) ring.put(dot, true);
    ring.end();
    expect(ring.run(late, 41, 100)?.x, "not the places of the one that had its slot before").toEqual([9000]);
  });

  it("a run ends where an entity was placed elsewhere, was not in play, or was not recorded", () => {
    const dot = dotAt(100);
    const placed = recorded(50, [dot], 30, (tick) => {
      if (tick === 21) dot.x += 300;
    });
    expect(placed.run(dot, 30, 100)).toMatchObject({ from: 21 });
    expect(placed.run(dot, 15, 5)).toMatchObject({ from: 10, x: { length: 11 } });
    const out = dotAt(-20);
    expect(recorded(50, [out], 30).run(out, 30, 100)).toMatchObject({ from: 21 });
    const gap = recorded(50, [dot], 30);
    gap.begin(40);
    gap.put(dot, true);
    gap.end();
    expect(gap.run(dot, 40, 100)).toMatchObject({ from: 40 });
    expect(gap.run(dot, 30, 100)).toBeUndefined();
  });

  it("a note belongs to the tick that is recorded next", () => {
    const dot = dotAt(1);
    const ring = new PathRing<Dot>(10, 50);
    for (let tick = 1; tick <= 5; tick++) {
      if (tick % 2 === 0) ring.note(dot, 10 * tick);
      if (tick === 5) ring.note(dot, 1e9);
      ring.begin(tick);
      ring.put(dot, true);
      ring.end();
    }
    expect(ring.run(dot, 5, 10)!.notes).toEqual([-1, 20, -1, 40, 32767]);
  });

  it("records a thousand entities without allocating", () => {
    const dots = Array.from({ length: 1000 }, (_, i) => dotAt(i));
    const ring = new PathRing<Dot>(110, 50);
    const ticks = 300;
    const run = (from: number): number => {
      const started = performance.now();
      for (let tick = from; tick < from + ticks; tick++) {
        for (const dot of dots) ring.note(dot, tick & 255);
        ring.begin(tick);
        for (const dot of dots) ring.put(dot, true);
        ring.end();
      }
      return ((performance.now() - started) * 1000) / ticks;
    };
    run(1);
    const heap = process.memoryUsage().arrayBuffers;
    console.log(`a tick of 1,000 entities and notes: ${run(ticks + 1).toFixed(0)} µs`);
    expect(process.memoryUsage().arrayBuffers).toBeLessThanOrEqual(heap);
    expect(ring.run(dots[999]!, 2 * ticks, 1000)!.x.length).toBe(110);
  });
});
