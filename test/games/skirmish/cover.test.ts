/** Cover, and a shooter that claims an older view at the last moment. */
import { describe, expect, it } from "vitest";
import type { SimShip, World } from "../../../games/skirmish/server/world.ts";
import { SHIP } from "../../../games/skirmish/shared/config.ts";
import { BUTTON } from "../../../games/skirmish/shared/input.ts";
import { REWIND } from "../../../shared/limits.ts";
import { openWorld, run, shipAt } from "../../support/worlds.ts";

/** Ticks between the world and a player's screen. */
const LAG = 4;

/**
 * A target crosses the line of fire at 600 units/s and is in cover from then on.
 * @returns ticks of hits after that
 */
function hitsAfterCover(stampOf: (tick: number, covered: number) => number): number[] {
  const hits: number[] = [];
  for (let offset = 0; offset < 8; offset++) {
    const world: World = openWorld({ size: 4000 });
    const shooter = shipAt(world, "shooter", 1000, 1000);
    const target: SimShip = shipAt(world, "target", 1060 + 13 * offset, 2000);
    const covered = 60;
    for (let tick = 1; tick < 120; tick++) {
      // On the line of fire up to tick 60; far from it two ticks later, in flight and not by a jump.
      target.y = tick <= covered ? 1000 : 1000 + 20 * (tick - covered);
      target.vx = target.vy = 0;
      target.hull = SHIP.hull;
      shooter.energy = SHIP.energy;
      // No shot while it is in the open: only later hits count.
      const fires = tick > covered ? BUTTON.fire : 0;
      const seen = Math.max(0, Math.round(stampOf(tick, covered) * REWIND.parts));
      run(world, 1, () => ({ shooter: { aim: 0, buttons: fires, seen } }));
      if (world.events.some(({ type }) => type === "hit")) hits.push(world.tick - covered);
    }
  }
  return hits;
}

describe("[SI10] a ship in cover", () => {
  it("is hit 400 ms later at most, however slow the shooter's link is", () => {
    const hits = hitsAfterCover((tick) => tick - 30);
    expect(hits.length, "shooters on a slow link do hit").toBeGreaterThan(4);
    // 12 ticks, and two more: the time to leave the line of fire by a ship's radius.
    expect(Math.max(...hits)).toBeLessThanOrEqual(12 + 2);
  });

  it("is not hit later by a shooter that stops its clock in the moment before", () => {
    const honest = Math.max(...hitsAfterCover((tick) => tick - LAG));
    const cheat = Math.max(...hitsAfterCover((tick, covered) => Math.min(tick, covered) - LAG));
    expect(honest).toBeLessThanOrEqual(LAG + 3);
    expect(cheat - honest, "ticks gained: half a tick of slack, and 3/16 of each input").toBeLessThanOrEqual(
      2,
    );
  });
});
