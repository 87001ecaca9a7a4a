/** Clients that lie about time: nothing they do with it makes them fly farther, shoot more or hit more. */
import { describe, expect, it } from "vitest";
import { InputBudget } from "../../../server/net/inputBudget.ts";
import { tick as step } from "../../../server/sim/tick.ts";
import { giveInput, giveNeutral, type SimShip, type World } from "../../../server/sim/world.ts";
import { REWIND, SHIP, TICK_RATE, WEAPONS } from "../../../shared/config.ts";
import { angleOf } from "../../../shared/sim/angle.ts";
import { BUTTON, type ShipInput } from "../../../shared/sim/input.ts";
import { random, seeded } from "../../../shared/sim/random.ts";
import { FIRE, inputOf, openWorld, run, shipAt } from "../../support/worlds.ts";

const SECONDS = 60;
/** A clock may run 0.2 % fast, and a few inputs are saved up at the start. */
const ALLOWED = 1.005;

/** How many inputs arrive in a tick. */
type Rhythm = (tick: number) => number;
const HONEST: Rhythm = () => 1;
/** Nothing for so many ticks, then all of it at once. */
const hoard =
  (ticks: number): Rhythm =>
  (tick) =>
    tick % ticks === ticks - 1 ? ticks : 0;

/** Flies to and fro and fires all the while, inputs arriving in a rhythm. */
function play(rhythm: Rhythm): { distance: number; shots: number; hits: number } {
  const world = openWorld({ size: 4000 });
  const ship = shipAt(world, "cheat", 2000, 2000);
  const budget = new InputBudget();
  const queue: ShipInput[] = [];
  const inputs = {
    get size() {
      return queue.length;
    },
    next: () => queue.shift(),
  };
  const target = shipAt(world, "target", 2000, 2200);
  let [sent, distance, hits] = [0, 0, 0];
  for (let tick = 0; tick < SECONDS * TICK_RATE; tick++) {
    for (let i = rhythm(tick); i > 0; i--) {
      const moveX = Math.floor(sent++ / 30) % 2 === 0 ? 127 : -127;
      queue.push(inputOf({ moveX, aim: 0x4000, buttons: BUTTON.fire }));
    }
    const from = { x: ship.x, y: ship.y };
    budget.take(inputs, ship, giveInput);
    if (budget.idle) giveNeutral(ship);
    // A target that stays in front, and lives for ever.
    target.x = ship.x;
    target.y = ship.y + 60;
    target.vx = target.vy = 0;
    target.hull = SHIP.hull;
    step(world);
    distance += Math.hypot(ship.x - from.x, ship.y - from.y);
    hits += world.events.filter(({ type }) => type === "hit").length;
  }
  return { distance, shots: ship.shots, hits };
}

describe("[IN3] against an honest player of a minute, no more distance, shots or hits has who", () => {
  const honest = play(HONEST);

  it("(the honest one flies and fights)", () => {
    expect(honest.distance).toBeGreaterThan(SECONDS * 100);
    expect(honest.shots).toBeGreaterThan(SECONDS * 2);
    expect(honest.hits).toBeGreaterThan(honest.shots * 0.9);
  });

  const cheats: [string, Rhythm][] = [
    ["sends twice as often", () => 2],
    ["sends ten times as often", () => 10],
    ["sends 1 % more", (tick) => (tick % 100 === 0 ? 2 : 1)],
    ["sends half as often", (tick) => tick % 2],
    ["hoards half a second of inputs and sends them at once, again and again", hoard(15)],
    ["hoards as long as the server waits", hoard(24)],
    ["hoards for 2 s", hoard(60)],
    ["hoards for 10 s", hoard(300)],
    ["rests, then sends twice as much", (tick) => (tick % 48 < 24 ? 0 : 2)],
    ["rests, then sends ten times as much", (tick) => (tick % 60 < 24 ? 0 : 10)],
  ];
  for (const [what, rhythm] of cheats)
    it(what, () => {
      const cheat = play(rhythm);
      expect(cheat.distance, "distance").toBeLessThanOrEqual(honest.distance * ALLOWED);
      expect(cheat.shots, "shots").toBeLessThanOrEqual(honest.shots * ALLOWED + 1);
      expect(cheat.hits, "hits").toBeLessThanOrEqual(honest.hits * ALLOWED + 2);
    });
});

/** Ticks that lie between the world and a player's screen. */
const LAG = 4;

/** A target that turns when it likes; a shooter that aims, with a lead, at what it sees. @returns hits in 5 minutes */
function duel(stampOf: (seen: number, tick: number) => number): number {
  const world = openWorld({ size: 4000 });
  const shooter = shipAt(world, "shooter", 2000, 2000);
  const target = shipAt(world, "target", 2300, 2000);
  const dice = seeded(3);
  const past: { x: number; y: number; vx: number; vy: number }[] = [];
  let [hits, thrust] = [0, 127];
  for (let tick = 0; tick < 300 * TICK_RATE; tick++) {
    past.push({ x: target.x, y: target.y, vx: target.vx, vy: target.vy });
    const seen = past.at(-1 - LAG) ?? past[0]!;
    if (random(dice) < 0.06 || Math.abs(target.y - 2000) > 400) thrust = target.y > 2000 ? -127 : 127;
    const seconds = Math.hypot(seen.x - shooter.x, seen.y - shooter.y) / WEAPONS[0].speed;
    const aim = angleOf(seen.x - shooter.x, seen.y + seen.vy * seconds - shooter.y);
    const stamp = Math.max(1, Math.round(stampOf(world.tick - LAG, world.tick) * REWIND.parts));
    target.hull = SHIP.hull;
    shooter.energy = SHIP.energy;
    run(world, 1, () => ({ shooter: { ...FIRE, aim, seen: stamp }, target: { moveY: thrust } }));
    hits += world.events.filter(({ type }) => type === "hit").length;
  }
  return hits;
}

describe("[SI7] of shots at what is on the screen no more hit with", () => {
  const honest = duel((seen) => seen);
  const cheats: [string, (seen: number, tick: number) => number][] = [
    ["stamps from the past", (seen) => seen - 6],
    ["the oldest stamp there is", () => 0],
    ["stamps of the present", (_seen, tick) => tick],
    ["stamps from the future", (_seen, tick) => tick + 100],
    ["stamps that go back and forth", (seen, tick) => seen + (tick % 8 < 4 ? -6 : 6)],
    ["a clock that stands still for 2 s at a time", (seen, tick) => seen - (tick % 60)],
  ];
  it("(honest stamps hit)", () => expect(honest).toBeGreaterThan(500));
  for (const [what, stampOf] of cheats) it(what, () => expect(duel(stampOf)).toBeLessThan(honest));
});

/** A target crosses the line of fire at 600 units/s and is in cover from then on. @returns ticks of hits after that */
function hitsAfterCover(stampOf: (tick: number, covered: number) => number): number[] {
  const hits: number[] = [];
  for (let offset = 0; offset < 8; offset++) {
    const world: World = openWorld({ size: 4000 });
    const shooter = shipAt(world, "shooter", 1000, 1000);
    const target: SimShip = shipAt(world, "target", 1060 + 13 * offset, 2000);
    const covered = 60;
    for (let tick = 1; tick < 120; tick++) {
      // On the line of fire up to tick 60; far from it two ticks later, in flight and not by a leap.
      target.y = tick <= covered ? 1000 : 1000 + 20 * (tick - covered);
      target.vx = target.vy = 0;
      target.hull = SHIP.hull;
      shooter.energy = SHIP.energy;
      // Nobody shoots while it is in the open: what counts is who is hit afterwards.
      const fires = tick > covered ? BUTTON.fire : 0;
      const seen = Math.max(0, Math.round(stampOf(tick, covered) * REWIND.parts));
      run(world, 1, () => ({ shooter: { aim: 0, buttons: fires, seen } }));
      if (world.events.some(({ type }) => type === "hit")) hits.push(world.tick - covered);
    }
  }
  return hits;
}

describe("[SI10] who has reached cover", () => {
  it("is hit 400 ms later at most, however slow the link of the shooter", () => {
    const hits = hitsAfterCover((tick) => tick - 30);
    expect(hits.length, "shooters on a slow link do hit").toBeGreaterThan(4);
    // 12 ticks, and two more: as long as it takes to get out of the line of fire by a ship's radius.
    expect(Math.max(...hits)).toBeLessThanOrEqual(12 + 2);
  });

  it("is not hit longer by a player that stops its clock in the moment before", () => {
    const honest = Math.max(...hitsAfterCover((tick) => tick - LAG));
    const cheat = Math.max(...hitsAfterCover((tick, covered) => Math.min(tick, covered) - LAG));
    expect(honest).toBeLessThanOrEqual(LAG + 3);
    expect(cheat - honest, "ticks gained: half a tick of slack, and 3/16 of each input").toBeLessThanOrEqual(
      2,
    );
  });
});
