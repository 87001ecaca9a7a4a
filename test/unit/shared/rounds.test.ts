/** What games with rounds have of the engine. */
import { expect, it } from "vitest";
import {
  countRound,
  endPhase,
  enterPhase,
  firstRound,
  keepTime,
  PODIUM,
  roundOf,
} from "../../../shared/rounds.ts";

it("rounds call what follows a phase at the tick at which it ends", () => {
  const world = { tick: 0, ...firstRound<string>("play", 2) };
  const end = () => enterPhase(world, PODIUM, 3);
  const seen: string[] = [];
  for (let i = 0; i < 6; i++) {
    world.tick++;
    keepTime(world, { play: end, [PODIUM]: () => countRound(world) });
    seen.push(`${world.tick} ${world.phase} ${world.round} ${roundOf(world).isOver}`);
  }
  expect(seen).toEqual([
    ...["1 play 1 false", "2 podium 1 true", "3 podium 1 true", "4 podium 1 true"],
    ...["5 podium 2 true", "6 podium 3 true"],
  ]);
});

it("a phase that is ended early ends with the next step, and the ones after it at their time", () => {
  const world = { tick: 0, ...firstRound<string>("warmUp", 1000) };
  const seen: string[] = [];
  endPhase(world);
  for (let i = 0; i < 3; i++) {
    world.tick++;
    keepTime(world, {
      warmUp: () => enterPhase(world, "play", 2),
      play: () => enterPhase(world, PODIUM, 5),
    });
    seen.push(`${world.tick} ${world.phase}`);
  }
  expect(seen).toEqual(["1 play", "2 play", "3 podium"]);
});
