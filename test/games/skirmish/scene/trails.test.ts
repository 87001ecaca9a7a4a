import { afterEach, expect, it, vi } from "vitest";
import { Trails } from "../../../../games/skirmish/client/scene/trails.ts";
import type { DrawnShip } from "../../../../games/skirmish/client/session/skirmish.ts";
import { FLAG } from "../../../../games/skirmish/shared/flags.ts";

afterEach(() => void vi.unstubAllGlobals());

it("the trail of a ship that comes back into view does not begin where the ship was last seen", () => {
  // Asked for the palette.
  vi.stubGlobal("document", { documentElement: { dataset: {} } });
  let puffs = 0;
  const stage = {
    look: { palette: {} },
    camera: { sees: () => true },
    trails: { add: () => puffs++ },
  };
  const trails = new Trails(stage as object as ConstructorParameters<typeof Trails>[0]);
  const ship = { key: "a", id: 1, x: 0, y: 0, angle: 0, hue: 0, alive: true, flags: FLAG.thrust, fade: 1 };
  const draw = (...ships: Partial<DrawnShip>[]) => trails.update(ships as DrawnShip[]);
  draw(ship);
  draw({ ...ship, x: 20 });
  const flown = puffs;
  expect(flown).toBeGreaterThan(0);
  draw();
  draw({ ...ship, x: 200 });
  expect(puffs).toBe(flown);
});
