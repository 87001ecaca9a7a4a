import { describe, expect, it } from "vitest";
import { die } from "../../../games/skirmish/server/spawns.ts";
import { MATCH, SCORE, SHIP, WEAPONS } from "../../../games/skirmish/shared/config.ts";
import { BUTTON } from "../../../games/skirmish/shared/input.ts";
import { queueInput } from "../../../server/players.ts";
import { INPUT, REWIND } from "../../../shared/limits.ts";
import { FIRE, inputOf, moveTo, openWorld, run, shipAt } from "../../support/worlds.ts";

const BLASTER = WEAPONS[0];

describe("hits", () => {
  it("a bolt hits the first ship on its path and costs it the weapon's damage", () => {
    const world = openWorld();
    shipAt(world, "shooter", 500, 500);
    const near = shipAt(world, "near", 700, 500);
    const far = shipAt(world, "far", 800, 500);
    run(world, 20, (tick) => (tick === 0 ? { shooter: FIRE } : {}));
    expect(near.hull).toBe(SHIP.hull - BLASTER.damage);
    expect(far.hull).toBe(SHIP.hull);
    expect(world.bolts.size, "the bolt ended in its target").toBe(0);
  });

  it("a ship at the muzzle can be hit", () => {
    const world = openWorld();
    shipAt(world, "shooter", 500, 500);
    const target = shipAt(world, "target", 500 + SHIP.radius, 500);
    run(world, 3, (tick) => (tick === 0 ? { shooter: FIRE } : {}));
    expect(target.hull).toBeLessThan(SHIP.hull);
  });

  it("[SI8] a shielded ship stops a bolt and takes no damage", () => {
    const world = openWorld();
    shipAt(world, "shooter", 500, 500);
    const target = shipAt(world, "target", 650, 500);
    target.shieldUntil = 1e9;
    run(world, 20, (tick) => (tick === 0 ? { shooter: FIRE } : {}));
    expect(target.hull).toBe(SHIP.hull);
    expect(world.bolts.size).toBe(0);
  });

  it("[MA2] a kill scores in the live phase and not in warm-up", () => {
    for (const [phase, score] of [
      ["live", SCORE.kill],
      ["warmup", 0],
    ] as const) {
      const world = openWorld();
      world.phase = phase;
      const shooter = shipAt(world, "shooter", 500, 500);
      shipAt(world, "target", 600, 500).hull = 1;
      run(world, 10, (tick) => (tick === 0 ? { shooter: FIRE } : {}));
      expect(shooter.score, phase).toBe(score);
    }
  });

  it("[BR9] a kill says which of both ships is a bot", () => {
    const world = openWorld();
    shipAt(world, "shooter", 500, 500).bot = true;
    const target = shipAt(world, "target", 600, 500);
    target.hull = 1;
    const kills = [];
    for (let tick = 0; tick < 10; tick++) {
      run(world, 1, () => (tick === 0 ? { shooter: FIRE } : {}));
      kills.push(...world.events.filter(({ type }) => type === "kill"));
    }
    expect(kills).toHaveLength(1);
    expect(kills[0]).toMatchObject({ killer: "shooter", killerBot: true });
    expect(kills[0]).not.toHaveProperty("victimBot");
  });

  it("[SI9] a destroyed ship respawns after 2 s, whole and shielded; a request shortens that to 1 s", () => {
    const world = openWorld();
    shipAt(world, "shooter", 500, 500);
    const target = shipAt(world, "target", 600, 500);
    target.hull = 1;
    run(world, 10, (tick) => (tick === 0 ? { shooter: FIRE } : {}));
    expect(target.alive).toBe(false);
    expect(world.pickups.size, "ore of the wreck").toBe(3);
    const died = target.diedTick;
    run(world, died + MATCH.respawn - world.tick - 1);
    expect(target.alive).toBe(false);
    run(world, 1);
    expect(target.alive).toBe(true);
    expect(target.hull).toBe(SHIP.hull);
    expect(target.shieldUntil).toBe(world.tick + MATCH.spawnShield);
  });

  it("the shield of a spawn ends with the first shot", () => {
    const world = openWorld();
    const ship = shipAt(world, "ship", 500, 500);
    ship.shieldUntil = world.tick + MATCH.spawnShield;
    run(world, 2, () => ({ ship: FIRE }));
    expect(ship.shieldUntil).toBeLessThanOrEqual(world.tick);
  });
});

/**
 * A target flies past at 600 units/s while shots are aimed at its place `behind` ticks ago, as a player on a
 * slow link sees it.
 */
function shotsThatHit(behind: number, stamped: boolean): number {
  let hits = 0;
  for (let attempt = 0; attempt < 8; attempt++) {
    const world = openWorld();
    shipAt(world, "shooter", 600, 500);
    const target = shipAt(world, "target", 640 + 20 * attempt, 700);
    // Straight up through the line of fire; placed each tick so that drag does not change the result.
    const yAt = (tick: number): number => 700 - 20 * tick;
    // The bolt meets the target's line when the target, as seen, crosses y = 500 (tick 10): aim for that
    // moment.
    const flight = Math.round((target.x - 622) / (BLASTER.speed / 30));
    const fireAt = 10 - flight + behind;
    for (let tick = 1; tick <= 30; tick++) {
      target.y = yAt(tick);
      const seen = stamped ? Math.round((world.tick + 1 - behind) * REWIND.parts) : 0;
      run(world, 1, () => (tick === fireAt ? { shooter: { ...FIRE, seen } } : {}));
    }
    if (target.hull < SHIP.hull) hits++;
  }
  return hits;
}

describe("[SI7] lag compensation", () => {
  it("8 of 8 shots at a view 6 ticks old hit with the view time, 0 of 8 without", () => {
    expect(shotsThatHit(6, true)).toBe(8);
    expect(shotsThatHit(6, false)).toBe(0);
  });

  it("favours no link: 8 of 8 with any delay up to the window, and none that only a longer rewind would give", () => {
    for (let behind = 0; behind <= REWIND.max; behind++)
      expect(shotsThatHit(behind, true), `hits with a view ${behind} ticks old`).toBe(8);
    expect(shotsThatHit(REWIND.max + 4, true), "hits with a view older than the window").toBe(0);
  });

  it("a bolt stops at a ship that its shooter still saw, even when it has been destroyed meanwhile", () => {
    for (const [behind, stops] of [
      [8, true],
      [1, false],
    ] as const) {
      const world = openWorld();
      shipAt(world, "shooter", 500, 500);
      const target = shipAt(world, "target", 560, 500);
      const other = shipAt(world, "other", 700, 500);
      run(world, 20);
      die(world, target);
      run(world, 3);
      run(world, 1, () => ({ shooter: { ...FIRE, seen: (world.tick + 1 - behind) * REWIND.parts } }));
      run(world, 10);
      expect(other.hull < SHIP.hull, `a shooter with a view ${behind} ticks old hits the ship behind`).toBe(
        !stops,
      );
      expect(target.alive).toBe(false);
    }
  });

  it("a ship that was moved by a spawn is not hit at its old place", () => {
    const world = openWorld();
    shipAt(world, "shooter", 500, 500);
    const target = shipAt(world, "target", 560, 500);
    run(world, 20);
    moveTo(target, 1500, 1500);
    run(world, 6, () => ({ shooter: { ...FIRE, seen: (world.tick + 1 - 6) * REWIND.parts } }));
    expect(target.hull).toBe(SHIP.hull);
  });

  it("a ship that applies half a second of delayed inputs at once is still hit where it was seen", () => {
    const world = openWorld();
    shipAt(world, "shooter", 500, 740);
    const target = shipAt(world, "target", 600, 740);
    run(world, 30);
    // The bolt takes three ticks: it meets the view just before the target moves.
    const seen = (world.tick - 3) * REWIND.parts;
    // To the side, boosted, with all the time budget it can have saved: 22 steps in 7 ticks.
    target.vy = 610;
    for (let now = 0; now < 7; now++) {
      if (now === 3) queueInput(world.ships.get("shooter")!, inputOf({ ...FIRE, seen }));
      for (let i = 0; i < (now < 5 ? INPUT.perTick : 1); i++)
        queueInput(target, inputOf({ moveY: 127, buttons: BUTTON.boost }));
      run(world, 1);
    }
    expect(target.y - 740, "units from the place of the hit").toBeGreaterThan(400);
    expect(target.hull).toBe(SHIP.hull - BLASTER.damage);
  });
});
