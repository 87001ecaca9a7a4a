import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SHIP, WEAPONS } from "../../../games/skirmish/shared/config.ts";
import { fingerprint, live } from "../../support/randomWorlds.ts";

/** Longest flight of a bolt, ticks. */
const LONGEST = Math.max(...WEAPONS.map(({ life }) => life));

describe("any world", () => {
  it("[SI3][SI4] keeps ships in bounds and out of rocks, hull and energy in range, destroyed ships without hull", () => {
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
          expect(ids.size, "ids are unique").toBe(ships.size);
          for (const bolt of bolts.values()) expect(now - bolt.born).toBeLessThanOrEqual(LONGEST + 1);
        });
      }),
      { numRuns: 12 },
    );
  });

  it("[SI1] is the same again with the same seed, and different with another", () => {
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
