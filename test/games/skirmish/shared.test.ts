/** The parts of the shared simulation. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flightOf, sweep } from "../../../games/skirmish/shared/bolt.ts";
import { SHIP, WEAPONS, WORLD_MAX } from "../../../games/skirmish/shared/config.ts";
import { BUTTON, cleanInput } from "../../../games/skirmish/shared/input.ts";
import { createMap, rockAt } from "../../../games/skirmish/shared/map.ts";
import { type ShipBody, stepShip } from "../../../games/skirmish/shared/ship.ts";
import { INPUT } from "../../../shared/limits.ts";
import { angleOf, cos, fromRadians, sin, toRadians, turnTo } from "../../../shared/maths/angle.ts";
import { between, random, seeded } from "../../../shared/maths/random.ts";

const anyNumber = () =>
  fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, 1e300, -0, 2 ** 40));
const angle = () => fc.integer({ min: 0, max: 65535 });

describe("angles", () => {
  it("agree with the trigonometry that they replace", () => {
    for (let a = 0; a < 65536; a += 7) {
      expect(cos(a)).toBeCloseTo(Math.cos(toRadians(a)), 12);
      expect(sin(a)).toBeCloseTo(Math.sin(toRadians(a)), 12);
    }
  });

  it("convert to vectors and radians and back, to within one step", () => {
    fc.assert(
      fc.property(angle(), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (a, length) => {
        const back = angleOf(cos(a) * length, sin(a) * length);
        expect(Math.abs(turnTo(a, back))).toBeLessThanOrEqual(1);
        expect(fromRadians(toRadians(a))).toBe(a);
      }),
    );
  });
});

describe("[IN2] an input", () => {
  it("is in range once cleaned, whatever it was before", () => {
    fc.assert(
      fc.property(
        fc.array(anyNumber(), { minLength: 5, maxLength: 5 }),
        ([moveX, moveY, aim, buttons, seen]) => {
          const input = { moveX: moveX!, moveY: moveY!, aim: aim!, buttons: buttons!, seen: seen! };
          cleanInput(input);
          for (const value of Object.values(input))
            expect(Number.isInteger(value), JSON.stringify(input)).toBe(true);
          expect(Math.abs(input.moveX)).toBeLessThanOrEqual(INPUT.axis);
          expect(Math.abs(input.moveY)).toBeLessThanOrEqual(INPUT.axis);
          expect(input.aim).toBeGreaterThanOrEqual(0);
          expect(input.aim).toBeLessThan(65536);
          expect(input.buttons & ~Object.values(BUTTON).reduce((all, bit) => all | bit, 0)).toBe(0);
          expect(input.seen).toBeGreaterThanOrEqual(0);
          expect(input.seen).toBeLessThan(2 ** 32);
        },
      ),
    );
  });
});

describe("a map", () => {
  it("is the same for the same seed, and leaves room between rocks and at the wall", () => {
    for (let seed = 1; seed < 60; seed++) {
      const map = createMap(seed, 2400, 22);
      expect(createMap(seed, 2400, 22)).toEqual(map);
      expect(map.rocks.length).toBeGreaterThan(15);
      for (const [index, rock] of map.rocks.entries()) {
        const edge = Math.min(rock.x, rock.y, 2400 - rock.x, 2400 - rock.y) - rock.radius;
        expect(edge, "to the wall").toBeGreaterThan(2 * SHIP.radius);
        for (const other of map.rocks.slice(index + 1)) {
          const gap = Math.hypot(rock.x - other.x, rock.y - other.y) - rock.radius - other.radius;
          expect(gap, "between two rocks").toBeGreaterThan(4 * SHIP.radius);
        }
      }
    }
  });

  it("finds exactly the rocks that a linear search finds", () => {
    const from = seeded(11);
    const map = createMap(8, 3000, 40);
    for (let i = 0; i < 5000; i++) {
      const [x, y, radius] = [between(from, 0, 3000), between(from, 0, 3000), between(from, 1, 60)];
      const slow = map.rocks.some((rock) => Math.hypot(x - rock.x, y - rock.y) < rock.radius + radius);
      expect(rockAt(map, x, y, radius) !== undefined).toBe(slow);
    }
  });
});

describe("[SI6] a bolt's flight", () => {
  it("ends where small steps along it first touch something", () => {
    const from = seeded(12);
    const map = createMap(9, 2400, 25);
    for (let i = 0; i < 400; i++) {
      const birth = {
        x: between(from, 30, 2370),
        y: between(from, 30, 2370),
        angle: Math.floor(random(from) * 65536),
        weapon: i % WEAPONS.length,
        owner: 1,
        shot: 0,
        born: 0,
      };
      const { radius, speed, life } = WEAPONS[birth.weapon]!;
      if (rockAt(map, birth.x, birth.y, radius) !== undefined) continue;
      const { length } = flightOf(map, birth);
      let slow = (speed * life) / 30;
      for (let at = 0; at < slow; at += 0.25) {
        const [x, y] = [birth.x + cos(birth.angle) * at, birth.y + sin(birth.angle) * at];
        const outside = x <= 0 || y <= 0 || x >= 2400 || y >= 2400;
        if (outside || rockAt(map, x, y, radius) !== undefined) slow = at;
      }
      expect(Math.abs(length - slow), `bolt ${i}`).toBeLessThan(2);
    }
  });

  it("meets a target exactly if the path between two places comes within reach", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (way) => {
          const [ax, ay, bx, by] = way as [number, number, number, number];
          let nearest = Infinity;
          for (let part = 0; part <= 1; part += 1 / 512)
            nearest = Math.min(nearest, Math.hypot(ax + (bx - ax) * part, ay + (by - ay) * part));
          fc.pre(Math.abs(nearest - 20) > 0.3);
          expect(sweep(ax, ay, bx, by, 20) >= 0).toBe(nearest < 20);
        },
      ),
    );
  });
});

describe("a ship", () => {
  const fresh = (): ShipBody => ({
    x: 5000,
    y: 5000,
    vx: 0,
    vy: 0,
    angle: 0,
    energy: 1000,
    cooldown: 0,
    shots: 0,
  });
  const rules = { map: createMap(1, WORLD_MAX, 0), weapons: true };
  const input = (fields: object) => ({ moveX: 0, moveY: 0, aim: 0, buttons: 0, seen: 0, ...fields });

  it("reaches its top speed and no more, and more with boost while energy lasts", () => {
    const top = SHIP.thrust / SHIP.drag;
    const ship = fresh();
    for (let i = 0; i < 200; i++) stepShip(ship, input({ moveX: 127, moveY: 127 }), rules);
    expect(Math.hypot(ship.vx, ship.vy)).toBeGreaterThan(top * 0.97);
    expect(Math.hypot(ship.vx, ship.vy), "diagonally too").toBeLessThan(top * 1.01);
    for (let i = 0; i < 60; i++) stepShip(ship, input({ moveX: 127, buttons: BUTTON.boost }), rules);
    expect(Math.hypot(ship.vx, ship.vy)).toBeGreaterThan(top * 1.7);
    for (let i = 0; i < 200; i++) stepShip(ship, input({ moveX: 127, buttons: BUTTON.boost }), rules);
    expect(ship.energy).toBeGreaterThanOrEqual(0);
  });

  it("fires each weapon at its rate, and only with the energy for it", () => {
    for (const [slot, weapon] of WEAPONS.entries()) {
      const ship = fresh();
      const shots: number[] = [];
      for (let tick = 0; tick < 300; tick++) {
        ship.energy = Math.max(ship.energy, weapon.energy);
        if (stepShip(ship, input({ buttons: BUTTON.fire << slot }), rules) === slot) shots.push(tick);
      }
      expect(shots[1]! - shots[0]!, weapon.name).toBe(weapon.cooldown);
      expect(ship.shots).toBe(shots.length);
      ship.energy = weapon.energy - SHIP.energyPerTick - 1;
      ship.cooldown = 0;
      expect(stepShip(ship, input({ buttons: BUTTON.fire << slot }), rules)).toBe(-1);
    }
  });

  it("does not fire between rounds", () => {
    const ship = fresh();
    for (let i = 0; i < 60; i++)
      expect(stepShip(ship, input({ buttons: 6 }), { ...rules, weapons: false })).toBe(-1);
  });
});
