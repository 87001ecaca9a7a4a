import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMatch } from "../../../server/sim/match.ts";
import { markAway, markBack } from "../../../server/sim/ships.ts";
import { askReturn } from "../../../server/sim/spawns.ts";
import { tick } from "../../../server/sim/tick.ts";
import { addShip, giveInput, type World } from "../../../server/sim/world.ts";
import { ARENA, SHIP } from "../../../shared/config.ts";
import { cleanInput } from "../../../shared/sim/input.ts";
import { random, seeded, whole } from "../../../shared/sim/random.ts";

const TICKS = 400;

/** A crowded world lived through by a seed alone: people come, fly at random, drop, return and leave. */
function live(seed: number, onTick: (world: World) => void): World {
  const chance = seeded(seed);
  const world = createMatch({ ...ARENA, size: 1000, rocks: 8, pilots: 3 }, seed);
  // Phases come and go within the run.
  world.phaseEnds = 60;
  for (let now = 0; now < TICKS; now++) {
    if (world.phase === "live") world.phaseEnds = Math.min(world.phaseEnds, world.tick + 150);
    if (random(chance) < 0.06 && world.ships.size < 10) addShip(world, `p${now}`, `p${now}`);
    for (const ship of [...world.ships.values()]) {
      if (ship.pilot) continue;
      const dice = random(chance);
      if (dice < 0.005) world.ships.delete(ship.key);
      else if (dice < 0.01) markAway(world, ship);
      else if (dice < 0.02 && ship.away) markBack(world, ship);
      else if (dice < 0.03) askReturn(ship);
      for (let i = whole(chance, 3); i > 0; i--) {
        const junk = {
          moveX: (random(chance) - 0.5) * 600,
          moveY: (random(chance) - 0.5) * 600,
          aim: random(chance) * 1e6,
          buttons: whole(chance, 256),
          seen: (world.tick - whole(chance, 30) + 10) * 16,
        };
        cleanInput(junk);
        giveInput(ship, junk);
      }
    }
    tick(world);
    onTick(world);
  }
  return world;
}

/** Everything of a world that is plain data, in order. */
const fingerprint = (world: World): string =>
  JSON.stringify(
    [world.tick, world.seed, world.random, world.phase, world.phaseEnds, world.round, world.nextKey].concat(
      // @ts-expect-error -- a list of anything, only to be written out
      [[...world.ships.values()], [...world.bolts.values()], [...world.pickups]],
    ),
    (_key, value) => (value instanceof Float32Array ? [...value] : value),
  );

describe("any world", () => {
  it("[SI3][SI4] keeps ships in bounds and out of rocks, hull and energy in range, the dead without hull", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (seed) => {
        live(seed, ({ ships, map, bolts, tick: now }) => {
          const ids = new Set<number>();
          for (const ship of ships.values()) {
            ids.add(ship.id);
            if (!ship.alive && ship.spawns === 0) continue;
            for (const at of [ship.x, ship.y]) {
              expect(at, `in bounds at tick ${now}`).toBeGreaterThanOrEqual(SHIP.radius - 0.01);
              expect(at, `in bounds at tick ${now}`).toBeLessThanOrEqual(map.size - SHIP.radius + 0.01);
            }
            for (const rock of map.rocks) {
              const distance = Math.hypot(ship.x - rock.x, ship.y - rock.y);
              expect(distance, `out of rocks at tick ${now}`).toBeGreaterThan(
                rock.radius + SHIP.radius - 0.1,
              );
            }
            expect(ship.hull).toBeGreaterThanOrEqual(0);
            expect(ship.hull).toBeLessThanOrEqual(SHIP.hull);
            expect(ship.alive).toBe(ship.hull > 0);
            expect(Number.isInteger(ship.energy)).toBe(true);
            expect(ship.energy).toBeGreaterThanOrEqual(0);
            expect(ship.energy).toBeLessThanOrEqual(SHIP.energy);
            expect(Math.fround(ship.x) === ship.x && Math.fround(ship.vx) === ship.vx, "float32").toBe(true);
          }
          expect(ids.size, "ids are told apart").toBe(ships.size);
          for (const bolt of bolts.values()) expect(now - bolt.born).toBeLessThanOrEqual(36);
        });
      }),
      { numRuns: 12 },
    );
  });

  it("[SI1] is the same again with the same seed, and another with another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xfffffffe }), (seed) => {
        const once = fingerprint(live(seed, () => {}));
        expect(fingerprint(live(seed, () => {}))).toBe(once);
        expect(fingerprint(live(seed + 1, () => {}))).not.toBe(once);
      }),
      { numRuns: 6 },
    );
  });
});
