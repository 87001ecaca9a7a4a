/** Players' entities that the server steers, tested with puck. */
import { expect, it } from "vitest";
import { puck } from "../../games/puck/game.ts";
import { puckRules } from "../../games/puck/server/rules.ts";
import { pilotsBy } from "../../server/pilots.ts";
import type { AnyView } from "../../shared/tableView.ts";

const worldOf = (pilots: number) => puckRules.create({ pilots }, 1);

it("pilots play what their brain returns, forced into the domains of the input like what a client sends", () => {
  const world = worldOf(1);
  puckRules.step(world);
  const steered = [...world.skaters.values()];
  expect(steered.map(({ pilot }) => pilot)).toEqual([true, true]);
  pilotsBy(puck, () => ({ moveX: Number.NaN, moveY: 200, buttons: 0.5 }))(world);
  pilotsBy(puck, () => ({ moveX: 63.5 }))(world);
  for (const { inputs } of steered)
    expect(inputs.slice(0, 2)).toEqual([
      { moveX: 0, moveY: 127, buttons: 0 },
      { moveX: 63, moveY: 0, buttons: 0 },
    ]);
});

it("each pilot sees what a bot in its place would see, and players keep their own inputs", () => {
  const world = worldOf(2);
  const ada = puckRules.join(world, "ada", "Ada");
  for (let i = 0; i < 2; i++) puckRules.step(world);
  const seen: string[] = [];
  const steer = pilotsBy<typeof world, AnyView, typeof puck.input>(puck, ({ self, others }) => {
    seen.push(`${self.key} and ${others.length}`);
    return {};
  });
  steer(world);
  expect(seen.sort()).toEqual(["pilot-1 and 3", "pilot-2 and 3", "pilot-3 and 3"]);
  expect(ada.inputCount).toBe(0);
});
