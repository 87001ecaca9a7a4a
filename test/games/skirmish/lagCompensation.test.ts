/** The view time of a shot, and how far the server accepts it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Timeline } from "../../../client/session/timeline.ts";
import { markBack } from "../../../games/skirmish/server/ships.ts";
import { tick } from "../../../games/skirmish/server/tick.ts";
import { giveNeutral, type SimEvent, type World } from "../../../games/skirmish/server/world.ts";
import { SHIP, WEAPONS } from "../../../games/skirmish/shared/config.ts";
import { queueInput } from "../../../server/players.ts";
import { INPUT, REWIND } from "../../../shared/limits.ts";
import { random, seeded } from "../../../shared/maths/random.ts";
import { TICK_MS } from "../../../shared/tick.ts";
import { unwrapViewTime, wrapViewTime } from "../../../shared/viewTime.ts";
import { FIRE, inputOf, openWorld, run, shipAt } from "../../support/worlds.ts";

const BLASTER = WEAPONS[0];

/** A shooter with unlimited energy, in a world that has run for a while. */
function shooting() {
  const world = openWorld();
  const shooter = shipAt(world, "shooter", 500, 500);
  run(world, 100);
  const shoot = (ticksAgo: number) => {
    shooter.energy = 1000;
    run(world, BLASTER.cooldown - 1, () => ({ shooter: {} }));
    run(world, 1, () => ({ shooter: { ...FIRE, seen: (world.tick + 1 - ticksAgo) * REWIND.parts } }));
    return { depth: [...world.bolts.values()].at(-1)!.depth, outliers: outliersOf(world) };
  };
  return { world, shooter, shoot };
}

const outliersOf = ({ events }: World): string[] =>
  events
    .filter((event): event is SimEvent & { type: "viewTime" } => event.type === "viewTime")
    .map(({ outlier }) => outlier);

describe("[SI7][SI11] the view time of a shot", () => {
  it("is accepted inside the window while it keeps one distance", () => {
    for (const ticksAgo of [0, 0.5, 3, 7.25, REWIND.max]) {
      const { shoot } = shooting();
      for (let shot = 0; shot < 20; shot++)
        expect(shoot(ticksAgo)).toEqual({ depth: ticksAgo, outliers: [] });
    }
  });

  it("counts as 12 ticks if it is older, and as the present if it is in the future", () => {
    expect(shooting().shoot(40)).toEqual({ depth: REWIND.max, outliers: ["old"] });
    expect(shooting().shoot(-3)).toEqual({ depth: 0, outliers: ["future"] });
  });

  it("sets no pace before the first one: a client may shoot before it has drawn anything", () => {
    const { world, shoot } = shooting();
    run(world, 1, () => ({ shooter: FIRE }));
    expect([...world.bolts.values()].at(-1)!.depth, "judged in the present").toBe(0);
    expect(shoot(7)).toEqual({ depth: 7, outliers: [] });
  });

  it("may approach the present at once, but falls back only as slowly as a screen does", () => {
    const { shoot } = shooting();
    expect(shoot(10).depth).toBe(10);
    expect(shoot(2)).toEqual({ depth: 2, outliers: [] });
    const depths = Array.from({ length: 25 }, () => shoot(10));
    expect(depths[0]!.outliers).toEqual(["back"]);
    expect(depths[0]!.depth, "half a tick of slack, and 3/16 for each of four inputs").toBe(3.25);
    for (let i = 1; i < depths.length; i++)
      expect(depths[i]!.depth - depths[i - 1]!.depth, "ticks from shot to shot").toBeLessThanOrEqual(0.75);
    expect(depths.at(-1), "the final distance is reached").toEqual({ depth: 10, outliers: [] });
  });

  it("cannot be omitted in order to fall back: a shot without it is judged in the present", () => {
    const { world, shoot } = shooting();
    expect(shoot(10).depth).toBe(10);
    run(world, BLASTER.cooldown, () => ({ shooter: FIRE }));
    expect([...world.bolts.values()].at(-1)!.depth).toBe(0);
    expect(shoot(10)).toMatchObject({ outliers: ["back"] });
  });

  it("stays during a stalled link: steps that the server makes without input do not advance the screen", () => {
    const { world, shooter, shoot } = shooting();
    shoot(2);
    for (let stalled = 0; stalled < 8; stalled++) {
      giveNeutral(shooter);
      tick(world);
    }
    expect(shoot(10), "seen before the stall, applied after it").toEqual({ depth: 10, outliers: [] });
  });

  it("is free again after a return: the link is a new one", () => {
    const { world, shooter, shoot } = shooting();
    shoot(1);
    markBack(world, shooter);
    expect(shoot(11)).toEqual({ depth: 11, outliers: [] });
  });
});

/** View times wrap around in this tick: 103 days after the room began. */
const ROUND = 2 ** 32 / REWIND.parts;

describe("[IN8] view times that wrap around", () => {
  it("are decoded correctly, however long the room exists", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (tick, off) => {
        const present = tick * REWIND.parts;
        const stamp = present + off;
        fc.pre(stamp > 0);
        const read = unwrapViewTime(wrapViewTime(stamp), present);
        expect(read - stamp, "one more where 0 would mean none").toBe(stamp % 2 ** 32 === 0 ? 1 : 0);
      }),
    );
  });

  it("change nothing for a shooter: depth, pace and outliers are the same before and after the wrap", () => {
    const depths = (start: number) => {
      const world = openWorld();
      world.tick = start;
      const shooter = shipAt(world, "shooter", 500, 500);
      run(world, 20);
      return [3, 3, 11, 0.5, -4, 40, 3, 3, 3, 7].map((ticksAgo) => {
        shooter.energy = 1000;
        run(world, BLASTER.cooldown - 1, () => ({ shooter: {} }));
        const seen = wrapViewTime((world.tick + 1 - ticksAgo) * REWIND.parts);
        run(world, 1, () => ({ shooter: { ...FIRE, seen } }));
        return [[...world.bolts.values()].at(-1)!.depth, ...outliersOf(world)];
      });
    };
    const usual = depths(1000);
    expect(usual.flat()).toContain("future");
    for (let before = 0; before < 90; before += 7) {
      const around = depths(ROUND - before);
      expect(around.map(([, ...outliers]) => outliers)).toEqual(usual.map(([, ...outliers]) => outliers));
      // A fraction of a tick is lost where 0 would mean none.
      around.forEach(
        ([depth], i) =>
          void expect(Math.abs(Number(depth) - Number(usual[i]![0]))).toBeLessThanOrEqual(1 / 16),
      );
    }
  });

  it("leave a fight as it is: ships hit, miss and score across the wrap as before it", () => {
    const fight = (start: number) => {
      const world = openWorld();
      world.tick = start;
      const shooter = shipAt(world, "shooter", 400, 500);
      const target = shipAt(world, "target", 560, 300);
      const story: number[] = [];
      for (let i = 0; i < 120; i++) {
        target.hull = Math.max(target.hull, 50);
        shooter.energy = 1000;
        const seen = wrapViewTime((world.tick + 1 - 6) * REWIND.parts);
        // At the other ship's place six ticks ago.
        const aim = Math.round(
          (Math.atan2(target.y - 6 * (target.vy / 30) - shooter.y, 160) / (2 * Math.PI)) * 65536,
        );
        run(world, 1, () => ({
          shooter: { ...FIRE, aim: aim & 0xffff, seen },
          target: { moveY: i % 40 < 20 ? 127 : -127 },
        }));
        story.push(target.hull, world.bolts.size, Math.round(target.y));
      }
      return story;
    };
    const usual = fight(1000);
    expect(new Set(usual).size, "hits, and flying bolts").toBeGreaterThan(20);
    for (const before of [110, 60, 1]) expect(fight(ROUND - before)).toEqual(usual);
  });
});

/** Latencies of one way, ms; chunks behind a late one wait, as through TCP. */
const LINKS: { [name: string]: (dice: () => number) => number } = {
  clean: () => 1,
  lossy: (dice) => 40 + 20 * dice() + (dice() < 0.02 ? 250 : 0),
  mobile: (dice) => 50 + 60 * dice() + (dice() < 0.015 ? 280 : 0) + (dice() < 0.002 ? 600 : 0),
};

/** One way of a link: data leaves in order, with a delay. */
class Way<T> {
  readonly #delay: () => number;
  readonly #under: { what: T; at: number }[] = [];
  #last = 0;

  constructor(delay: () => number) {
    this.#delay = delay;
  }

  send(what: T, now: number): void {
    this.#last = Math.max(this.#last, now + this.#delay());
    this.#under.push({ what, at: this.#last });
  }

  *arrived(now: number, most = Number.POSITIVE_INFINITY): Iterable<{ what: T; at: number }> {
    for (let i = 0; i < most && this.#under[0] !== undefined && this.#under[0].at <= now; i++)
      yield this.#under.shift()!;
  }
}

/**
 * A minute of a client's own clock over such a link, drawn every `frameMs`.
 * @returns how its view times were judged
 */
function honestMinute(link: (dice: () => number) => number, frameMs: number) {
  const from = seeded(8);
  const delay = () => link(() => random(from));
  const [down, up] = [new Way<number>(delay), new Way<number>(delay)];
  const world = openWorld();
  const shooter = shipAt(world, "shooter", 500, 500);
  const timeline = new Timeline();
  const outliers: string[] = [];
  let [nextTick, nextInput] = [0, 0];
  for (let frame = 0; frame < 60_000; frame += frameMs) {
    for (; nextTick <= frame; nextTick += TICK_MS) {
      shooter.energy = SHIP.energy;
      for (const { what } of up.arrived(nextTick, INPUT.perTick))
        queueInput(shooter, inputOf({ ...FIRE, seen: what }));
      tick(world);
      outliers.push(...outliersOf(world));
      down.send(world.tick, nextTick);
    }
    for (const { what, at } of down.arrived(frame)) timeline.arrived(what, at);
    timeline.limitBy(100);
    timeline.frame(frame);
    for (; nextInput + TICK_MS <= frame; nextInput += TICK_MS) {
      const seen = timeline.drawn - (frame - nextInput - TICK_MS) / TICK_MS;
      if (timeline.newest > 0) up.send(Math.round(seen * REWIND.parts), frame);
    }
  }
  return { shots: shooter.shots, outliers };
}

describe("[SI11] an honest screen", () => {
  for (const [name, link] of Object.entries(LINKS))
    it.each([7, 16.7, 100])(`over a ${name} link, drawn every %d ms, is always accepted`, (frameMs) => {
      const { shots, outliers } = honestMinute(link, frameMs);
      expect(shots, "shots in a minute").toBeGreaterThan(300);
      // View times that a stalled link delivers late may be older than the window.
      expect(outliers.filter((outlier) => outlier !== "old")).toEqual([]);
    });
});
