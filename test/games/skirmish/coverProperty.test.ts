/** How long a ship in cover can still be hit, whatever view times shooters claim. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMatch } from "../../../games/skirmish/server/match.ts";
import { spawn } from "../../../games/skirmish/server/spawns.ts";
import { tick } from "../../../games/skirmish/server/tick.ts";
import { addShip, type SimBolt, type SimShip, type World } from "../../../games/skirmish/server/world.ts";
import { ARENA, SHIP, WEAPONS } from "../../../games/skirmish/shared/config.ts";
import { BUTTON, cleanInput, type ShipInput } from "../../../games/skirmish/shared/input.ts";
import { queueInput } from "../../../server/players.ts";
import { INPUT, REWIND } from "../../../shared/limits.ts";
import { angleOf, cos, sin } from "../../../shared/maths/angle.ts";
import { type Random, random, seeded, whole } from "../../../shared/maths/random.ts";
import { inputOf, moveTo } from "../../support/worlds.ts";

/** SPEC [SI10]: the window, and the tick in which the hit is judged. */
const BOUND = 13;
/**
 * Lines of sight are tested this often within a tick, with rocks that are smaller by this number of units.
 */
const STEPS = 4;
const TOLERANCE = 3;

interface Place {
  x: number;
  y: number;
}

/** Ticks of rewind that a shooter claims. Larger claims also aim by that view. */
const CLAIMS: ((dice: Random) => number)[] = [
  () => 0,
  () => 5,
  () => REWIND.max,
  () => 40,
  (dice) => whole(dice, 60) - 10,
];

/**
 * A shooter with a free view fires at a ship that dashes behind a rock, some inputs at a time, and stays
 * there.
 * @returns for each hit the number of ticks for which the ship had been in cover
 */
function dash(seed: number): number[] {
  const dice = seeded(seed);
  const world = createMatch({ ...ARENA, size: 1400, rocks: 10, ore: 0, pilots: 0 }, seed);
  world.phase = "live";
  world.phaseEnds = 1e9;
  world.tick = 100;
  const rock = world.map.rocks[whole(dice, world.map.rocks.length)]!;
  const way = whole(dice, 0x10000);
  const side = random(dice) < 0.5 ? 1 : -1;
  /** A place relative to the rock: along the shooter's line, and across it. */
  const place = (along: number, across: number): Place => ({
    x: rock.x + cos(way) * along - sin(way) * across * side,
    y: rock.y + sin(way) * along + cos(way) * across * side,
  });
  const shooter = enter(world, "shooter", place(-rock.radius - 60 - 350 * random(dice), 60 * random(dice)));
  const target = enter(world, "target", place(rock.radius + 25 + 80 * random(dice), rock.radius + 250));
  const goal = place(rock.radius + 60, -rock.radius);
  const claim = CLAIMS[whole(dice, CLAIMS.length)]!;
  const places: Place[] = [];
  const hits: number[] = [];
  for (let now = 0; now < 90; now++) {
    const depth = claim(dice);
    const judged = Math.max(0, Math.min(depth, REWIND.max));
    const seen = places[world.tick - judged] ?? target;
    const before = places[world.tick - judged - 1] ?? seen;
    const flight = Math.hypot(seen.x - shooter.x, seen.y - shooter.y) / 28;
    // It may aim by later positions, as a cheat would.
    const then = places[world.tick + 1 - judged + Math.round(flight)] ?? {
      x: seen.x + (seen.x - before.x) * flight,
      y: seen.y + (seen.y - before.y) * flight,
    };
    shooter.angle = angleOf(then.x - shooter.x, then.y - shooter.y);
    // A stream of shots, so that some are always on the way.
    shooter.energy = SHIP.energy;
    shooter.cooldown = 0;
    const stamp = depth === 0 ? 0 : (world.tick + 1 - depth) * REWIND.parts;
    give(shooter, { aim: shooter.angle, buttons: BUTTON.fire << whole(dice, WEAPONS.length), seen: stamp });
    const [dx, dy] = [goal.x - target.x, goal.y - target.y];
    const thrust = 127 / Math.max(40, Math.hypot(dx, dy));
    target.hull = SHIP.hull;
    target.energy = SHIP.energy;
    for (let i = now < 15 ? 1 : [1, 1, 1, 0, INPUT.perTick][whole(dice, 5)]!; i > 0; i--)
      give(target, now < 15 ? {} : { moveX: dx * thrust, moveY: dy * thrust, buttons: BUTTON.boost });
    const flying = [...world.bolts.values()];
    tick(world);
    places[world.tick] = { x: target.x, y: target.y };
    if (!world.events.some(({ type }) => type === "hit")) continue;
    const ended = flying.filter(({ key, owner }) => owner === shooter.id && !world.bolts.has(key));
    hits.push(Math.min(...ended.map((bolt) => inCoverFor(world, bolt, places))));
  }
  return hits;
}

function enter(world: World, name: string, { x, y }: Place): SimShip {
  const ship = addShip(world, name, name);
  spawn(world, ship);
  moveTo(ship, x, y);
  ship.shieldUntil = 0;
  return ship;
}

function give(ship: SimShip, fields: Partial<ShipInput>): void {
  const input = inputOf(fields);
  cleanInput(input);
  queueInput(ship, input);
}

/** @returns whether some part of the ship was in the bolt's reach from its shooter's place, past all rocks */
function isExposed(world: World, bolt: SimBolt, target: Place): boolean {
  const { radius } = WEAPONS[bolt.weapon]!;
  const { dx, dy } = bolt.flight;
  const from = { x: bolt.x - dx * (SHIP.radius + 4), y: bolt.y - dy * (SHIP.radius + 4) };
  const reach = SHIP.radius + radius;
  for (let x = -reach; x <= reach; x += 4)
    for (let y = -reach; y <= reach; y += 4) {
      const to = { x: target.x + x, y: target.y + y };
      const free = world.map.rocks.every(
        (rock) => distanceToLine(rock, from, to) >= rock.radius + radius - TOLERANCE,
      );
      if (x * x + y * y <= reach * reach && free) return true;
    }
  return false;
}

function distanceToLine(at: Place, from: Place, to: Place): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((at.x - from.x) * dx + (at.y - from.y) * dy) / (dx * dx + dy * dy || 1);
  const part = Math.min(1, Math.max(0, along));
  return Math.hypot(at.x - from.x - dx * part, at.y - from.y - dy * part);
}

/**
 * @returns ticks for which the ship had been in cover from this bolt when it was hit; a little over the bound
 * for more
 */
function inCoverFor(world: World, bolt: SimBolt, places: Place[]): number {
  for (let ago = 0; ago <= BOUND; ago += 1 / STEPS) {
    const at = world.tick - ago;
    const [before, after] = [places[Math.floor(at)], places[Math.ceil(at)]];
    if (before === undefined || after === undefined) return ago;
    const part = at - Math.floor(at);
    const place = { x: before.x + (after.x - before.x) * part, y: before.y + (after.y - before.y) * part };
    if (isExposed(world, bolt, place)) return ago;
  }
  return BOUND + 1;
}

describe("[SI10] cover", () => {
  it("holds at the latest 13 ticks after it was reached, whatever view times shooters claim", () => {
    let [hits, late, latest] = [0, 0, 0];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (seed) => {
        for (const ticks of dash(seed)) {
          expect(ticks, "ticks in cover when it was hit").toBeLessThanOrEqual(BOUND);
          hits++;
          if (ticks > 0) late++;
          latest = Math.max(latest, ticks);
        }
      }),
      { numRuns: 400 },
    );
    console.log(`${hits} hits, ${late} of them in cover, the latest after ${latest} ticks`);
    expect(latest, "ticks: shots on the way do hit after cover was reached").toBeGreaterThan(BOUND / 2);
  });
});
