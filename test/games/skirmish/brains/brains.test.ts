import { describe, expect, it } from "vitest";
import type { BrainName } from "../../../../games/skirmish/brains/index.ts";
import { SHIP } from "../../../../games/skirmish/shared/config.ts";
import { BUTTON, cleanInput, type ShipInput } from "../../../../games/skirmish/shared/input.ts";
import { rockAt } from "../../../../games/skirmish/shared/map.ts";
import { addFlyer, createRange, type Flyer, type Range, step } from "./range.ts";

const SEEDS = [1, 2, 3];
const SECOND = 30;
const MIXED: readonly BrainName[] = ["hunter", "hunter", "hunter", "wander", "wander", "idle"];

function crowd(seed: number, brains: readonly BrainName[] = MIXED): Range {
  const range = createRange({ seed, size: 1800, rocks: 14, ore: 12 });
  for (const brain of brains) addFlyer(range, brain);
  return range;
}

function run(range: Range, ticks: number, each: () => void = () => {}): void {
  for (let i = 0; i < ticks; i++) {
    step(range);
    each();
  }
}

const inputsOf = (range: Range): ShipInput[] => range.flyers.map(({ input }) => ({ ...input }));

describe("every brain", () => {
  it.each(SEEDS)("gives only valid inputs (seed %i)", (seed) => {
    const range = crowd(seed);
    run(range, 30 * SECOND, () => {
      for (const { input } of range.flyers) {
        const cleaned = { ...input };
        cleanInput(cleaned);
        expect(input).toEqual(cleaned);
      }
    });
  });

  it.each(SEEDS)("acts the same again with the same seed (seed %i)", (seed) => {
    const [first, second] = [crowd(seed), crowd(seed)];
    run(first, 20 * SECOND, () => {
      step(second);
      expect(inputsOf(first)).toEqual(inputsOf(second));
    });
  });

  it("acts the same after its memory was stored and restored", () => {
    const [first, second] = [crowd(4), crowd(4)];
    run(first, 20 * SECOND, () => {
      for (const flyer of second.flyers) flyer.memory = JSON.parse(JSON.stringify(flyer.memory));
      step(second);
      expect(inputsOf(first)).toEqual(inputsOf(second));
    });
  });

  it.each(SEEDS)("is never stuck on a rock or a wall for 3 s (seed %i)", (seed) => {
    const range = crowd(seed);
    const touching = range.flyers.map(() => 0);
    run(range, 60 * SECOND, () => {
      range.flyers.forEach((flyer, i) => {
        touching[i] = touches(range, flyer) ? touching[i]! + 1 : 0;
        expect(touching[i], `${flyer.key} at tick ${range.tick}`).toBeLessThan(3 * SECOND);
      });
    });
  });

  it.each(SEEDS)("seldom collides: under 1 % of the time (seed %i)", (seed) => {
    const range = crowd(seed);
    let touching = 0;
    run(range, 60 * SECOND, () => {
      touching += range.flyers.filter((flyer) => flyer.brain !== "idle" && touches(range, flyer)).length;
    });
    expect(touching / (60 * SECOND * 5)).toBeLessThan(0.01);
  });
});

function touches({ map }: Range, { body }: Flyer): boolean {
  const edge = SHIP.radius + 0.5;
  const far = map.size - edge;
  const atWall = body.x < edge || body.y < edge || body.x > far || body.y > far;
  return atWall || rockAt(map, body.x, body.y, edge) !== undefined;
}

describe("wander", () => {
  it.each(SEEDS)("finds and collects ore (seed %i)", (seed) => {
    const range = crowd(seed, ["wander", "wander"]);
    run(range, 60 * SECOND);
    for (const flyer of range.flyers) expect(flyer.ore, flyer.key).toBeGreaterThan(8);
  });

  it("reaches ore right behind a rock", () => {
    const range = createRange({ seed: 6, size: 1600, rocks: 10 });
    const rock = range.map.rocks[0]!;
    const flyer = addFlyer(range, "wander", { x: rock.x - rock.radius - 60, y: rock.y });
    range.ore = [{ x: rock.x + rock.radius + 33, y: rock.y }];
    run(range, 6 * SECOND);
    expect(flyer.ore).toBeGreaterThan(0);
  });

  it("never fires", () => {
    const range = crowd(1);
    run(range, 20 * SECOND);
    for (const flyer of range.flyers) if (flyer.brain !== "hunter") expect(flyer.shots).toBe(0);
  });
});

describe("hunter", () => {
  it.each(SEEDS)("destroys a target that keeps still within 10 s (seed %i)", (seed) => {
    const range = createRange({ seed, size: 1200, rocks: 6 });
    const hunter = addFlyer(range, "hunter");
    const target = addFlyer(range, "idle");
    let least: number = SHIP.hull;
    run(range, 10 * SECOND, () => {
      least = Math.min(least, target.hull);
    });
    expect(hunter.hits).toBeGreaterThan(3);
    expect(least).toBeLessThanOrEqual(16);
  });

  it("misses a moving target more often than not, and still hits it sometimes", () => {
    let [shots, hits] = [0, 0];
    for (const seed of SEEDS) {
      const range = createRange({ seed, size: 1800, rocks: 8, ore: 12 });
      const hunter = addFlyer(range, "hunter");
      addFlyer(range, "wander");
      run(range, 40 * SECOND);
      shots += hunter.shots;
      hits += hunter.hits;
    }
    expect(hits / shots).toBeGreaterThan(0.2);
    expect(hits / shots).toBeLessThan(0.65);
  });

  it("holds fire for 8 ticks after a target appears", () => {
    const range = createRange({ seed: 1, size: 1200, rocks: 0 });
    const hunter = addFlyer(range, "hunter", { x: 400, y: 600 });
    addFlyer(range, "idle", { x: 700, y: 600 });
    run(range, 8, () => expect(hunter.input.buttons & (BUTTON.fire | BUTTON.lance)).toBe(0));
    run(range, 30);
    expect(hunter.shots).toBeGreaterThan(0);
  });

  it("pauses between bursts", () => {
    const range = createRange({ seed: 2, size: 1200, rocks: 0 });
    const hunter = addFlyer(range, "hunter", { x: 400, y: 600 });
    addFlyer(range, "idle", { x: 700, y: 600 });
    let [quiet, longest] = [0, 0];
    run(range, 10 * SECOND, () => {
      quiet = hunter.input.buttons & (BUTTON.fire | BUTTON.lance) ? 0 : quiet + 1;
      longest = Math.max(longest, quiet);
    });
    expect(longest).toBeGreaterThanOrEqual(0.5 * SECOND);
  });

  it("moves behind a rock when it is damaged", () => {
    const range = createRange({ seed: 3, size: 1600, rocks: 10 });
    const rock = range.map.rocks.reduce((a, b) => (b.radius > a.radius ? b : a));
    const hunter = addFlyer(range, "hunter", { x: rock.x, y: rock.y - rock.radius - 40 });
    const enemy = addFlyer(range, "idle", { x: rock.x + rock.radius + 160, y: rock.y });
    hunter.hull = 20;
    run(range, 5 * SECOND);
    const towards = (hunter.body.x - rock.x) * (enemy.body.x - rock.x);
    expect(towards, "on the far side of the rock").toBeLessThan(0);
  });

  it("holds its thrust steady: it hardly ever reverses it from one tick to the next", () => {
    let turned = 0;
    for (const seed of SEEDS) {
      const range = crowd(seed);
      let before = inputsOf(range);
      run(range, 60 * SECOND, () => {
        const now = inputsOf(range);
        turned += now.filter(
          (input, i) => input.moveX * before[i]!.moveX + input.moveY * before[i]!.moveY < -8000,
        ).length;
        before = now;
      });
    }
    const shipSeconds = SEEDS.length * 60 * 5;
    expect(turned / shipSeconds).toBeLessThan(0.6);
  });

  it("does not fire when weapons are off", () => {
    const range = crowd(5);
    range.weapons = false;
    run(range, 20 * SECOND);
    for (const flyer of range.flyers) expect(flyer.shots).toBe(0);
  });
});
