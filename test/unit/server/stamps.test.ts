import { describe, expect, it } from "vitest";
import { markBack } from "../../../server/sim/ships.ts";
import { believe, rewindDepth } from "../../../server/sim/stamps.ts";
import { REWIND } from "../../../shared/config.ts";
import { openWorld, run, shipAt } from "../../support/worlds.ts";

function arrange() {
  const world = openWorld();
  const ship = shipAt(world, "ship", 500, 500);
  run(world, 100);
  const say = (tick: number) => believe(world, ship, tick * REWIND.parts) / REWIND.parts;
  return { world, ship, say };
}

describe("[SI7] a stamp", () => {
  it("is believed as it is while it goes on evenly, or a tenth slower", () => {
    for (const pace of [1, 0.9]) {
      const { world, say } = arrange();
      for (let i = 0; i < 20; i++) {
        const seen = 95 + i * pace;
        expect(say(seen)).toBeCloseTo(seen, 1);
        world.tick++;
      }
    }
  });

  it("from the future counts as the present", () => {
    const { world, say } = arrange();
    expect(say(1e6)).toBe(world.tick);
    expect(rewindDepth(world.tick, world.tick * REWIND.parts)).toBe(0);
  });

  it("that stands still or goes back is moved on at 0.85 ticks an input", () => {
    const { world, say } = arrange();
    expect(say(95)).toBe(95);
    for (let i = 1; i <= 10; i++) {
      world.tick++;
      expect(say(i % 2 === 0 ? 95 : 20)).toBeCloseTo(95 + 0.85 * i, 5);
    }
  });

  it("of nothing counts as the present, and the clock goes on meanwhile", () => {
    const { world, say } = arrange();
    say(95);
    world.tick += 10;
    for (let i = 0; i < 10; i++) expect(say(0)).toBe(0);
    expect(say(96)).toBeCloseTo(95 + 0.85 * 11, 5);
  });

  it("is free again for who comes back over a new link", () => {
    const { world, ship, say } = arrange();
    say(100);
    markBack(world, ship);
    expect(say(91)).toBe(91);
  });

  it("is cut to the window", () => {
    expect(rewindDepth(100, 1)).toBe(REWIND.max);
    expect(rewindDepth(100, 95.5 * REWIND.parts)).toBe(4.5);
    expect(rewindDepth(100, 0)).toBe(0);
  });
});
