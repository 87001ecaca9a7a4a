import { describe, expect, it } from "vitest";
import { createMatch } from "../../../games/skirmish/server/match.ts";
import { markAway, markBack } from "../../../games/skirmish/server/ships.ts";
import { die, requestRespawn } from "../../../games/skirmish/server/spawns.ts";
import { addShip, isShielded } from "../../../games/skirmish/server/world.ts";
import { ARENA, MATCH, ORE, SHIP } from "../../../games/skirmish/shared/config.ts";
import { FIRE, openWorld, run, shipAt } from "../../support/worlds.ts";

describe("[MA1] rounds", () => {
  it("go from warm-up to live to the podium to a new warm-up on a new map, with scores reset", () => {
    const world = createMatch({ ...ARENA, pilots: 0 }, 7);
    const ship = addShip(world, "ship", "ship");
    const firstMap = world.seed;
    expect([world.phase, world.round]).toEqual(["warmup", 1]);
    run(world, MATCH.warmup);
    expect(world.phase).toBe("live");
    run(world, MATCH.live - 1);
    ship.score = 50;
    expect(world.phase).toBe("live");
    run(world, 1);
    expect([world.phase, ship.score], "the podium shows the score").toEqual(["podium", 50]);
    run(world, MATCH.podium);
    expect([world.phase, world.round, ship.score]).toEqual(["warmup", 2, 0]);
    expect(world.seed).not.toBe(firstMap);
    expect(world.pickups.size).toBe(ARENA.ore);
  });

  it("[MA2] no weapon fires on the podium", () => {
    const world = openWorld();
    shipAt(world, "ship", 500, 500);
    world.phase = "podium";
    run(world, 10, () => ({ ship: FIRE }));
    expect(world.bolts.size).toBe(0);
  });
});

describe("[MA3] pilots", () => {
  it("fill an arena to six and leave as players join", () => {
    const world = createMatch(ARENA, 3);
    const pilots = () => [...world.ships.values()].filter((ship) => ship.pilot).length;
    run(world, 10);
    expect([world.ships.size, pilots()]).toEqual([6, 6]);
    addShip(world, "ada", "Ada");
    addShip(world, "bob", "Bob");
    run(world, 2);
    expect([world.ships.size, pilots()]).toEqual([6, 4]);
    for (let i = 0; i < 10; i++) addShip(world, `p${i}`, `p${i}`);
    run(world, 10);
    expect([world.ships.size, pilots()]).toEqual([12, 0]);
    for (let i = 0; i < 10; i++) world.ships.delete(`p${i}`);
    run(world, 10);
    expect([world.ships.size, pilots()]).toEqual([6, 4]);
  });

  it("fight: some score within two minutes", () => {
    const world = createMatch(ARENA, 11);
    run(world, MATCH.warmup + 120 * 30);
    const scores = [...world.ships.values()].map((ship) => ship.score);
    expect(Math.max(...scores)).toBeGreaterThanOrEqual(100);
  });
});

describe("ore", () => {
  it("collected ore gives energy and hull, and scores in the live phase", () => {
    const world = openWorld();
    const ship = shipAt(world, "ship", 500, 500);
    ship.hull = 50;
    ship.energy = 100;
    ship.hitTick = 1e9;
    world.pickups.set("ore", { x: 505, y: 500 });
    run(world, 1);
    expect([ship.hull, ship.energy, ship.score]).toEqual([50 + ORE.hull, 100 + ORE.energy, ORE.score]);
    expect(world.pickups.size).toBe(0);
  });
});

describe("contact", () => {
  it("[SI5] ships that overlap are pushed apart until they do not", () => {
    const world = openWorld();
    const a = shipAt(world, "a", 500, 500);
    const b = shipAt(world, "b", 510, 500);
    run(world, 60, () => ({ a: {}, b: {} }));
    expect(b.x - a.x).toBeGreaterThanOrEqual(2 * SHIP.radius - 1);
  });
});

describe("[SE2] a dropped player's ship", () => {
  it("drifts, shielded for at most 5 s, and for a second after the player's return", () => {
    const world = openWorld();
    const ship = shipAt(world, "ship", 500, 500);
    ship.vx = 300;
    markAway(world, ship);
    run(world, 30);
    expect(ship.x, "it drifts on").toBeGreaterThan(550);
    expect(isShielded(world, ship)).toBe(true);
    run(world, MATCH.dropShield);
    expect(isShielded(world, ship)).toBe(false);
  });

  it("is not shielded again by a second drop", () => {
    const world = openWorld();
    const ship = shipAt(world, "ship", 500, 500);
    markAway(world, ship);
    run(world, 5);
    markBack(world, ship);
    expect(ship.shieldUntil).toBe(world.tick + MATCH.returnShield);
    run(world, MATCH.returnShield);
    markAway(world, ship);
    expect(isShielded(world, ship)).toBe(false);
  });
});

describe("a request to respawn", () => {
  it("[SI9] shortens the wait to one second and has no effect on a living ship", () => {
    const world = openWorld();
    const ship = shipAt(world, "ship", 500, 500);
    requestRespawn(ship);
    run(world, 1);
    expect(ship.spawns).toBe(1);
    die(world, ship);
    requestRespawn(ship);
    run(world, MATCH.earliestReturn - 1);
    expect(ship.alive).toBe(false);
    run(world, 1);
    expect(ship.alive).toBe(true);
  });
});
