/** Matches of two teams without a server, tested with the tables of puck. */
import { expect, it } from "vitest";
import { puck } from "../../../games/puck/game.ts";
import { puckRules } from "../../../games/puck/server/rules.ts";
import { PHASE, puckOf, type World } from "../../../games/puck/server/world.ts";
import { addGoal } from "../../../server/teams.ts";
import { teamArena } from "../../../shared/teamArena.ts";
import { TEAM } from "../../../shared/teams.ts";

const settings = () => ({ pilots: 0 });

function matchOf() {
  const world = puckRules.create(settings(), 1);
  const red = puckRules.join(world, "ada", "Ada");
  puckRules.join(world, "bob", "Bob");
  return { world, red };
}

it("a match begins with the end of its first phase, unless the game says otherwise", () => {
  const phaseAfter = (arena: ReturnType<typeof teamArena<World>>) => {
    const { world } = matchOf();
    arena.begin(world);
    puckRules.step(world);
    return world.phase;
  };
  expect(phaseAfter(teamArena<World>(puck, { settings }))).toBe(PHASE.play);
  expect(phaseAfter(teamArena<World>(puck, { settings, begin: () => {} }))).toBe(PHASE.faceOff);
});

it("goals of all rounds count", () => {
  const { world, red } = matchOf();
  const follower = teamArena<World>(puck, { settings }).follow(world);
  const goals = (count: number) => {
    for (let i = 0; i < count; i++) {
      addGoal(world, TEAM.red);
      red.score++;
      follower.stepped();
    }
  };
  goals(5);
  world.red = red.score = 0;
  follower.stepped();
  goals(1);
  expect(follower.figures("ada")).toEqual({ score: 6, goals: 6, scored: 6, conceded: 0 });
  expect(follower.figures("bob")).toEqual({ score: -6, goals: 0, scored: 0, conceded: 6 });
});

it("a learner is rewarded for the way of the ball, but not for where it lies after a goal", () => {
  const { world } = matchOf();
  const ball = puckOf(world);
  const arena = teamArena<World>(puck, { settings, lean: () => ball.x / 1000 });
  ball.x = 800;
  const reward = arena.training!().reward(world);
  const rewards = () => {
    reward.stepped();
    return ["ada", "bob"].map((key) => reward.of(key));
  };
  ball.x = 1600;
  expect(rewards()).toEqual([0.8, -0.8]);
  ball.x = 800;
  addGoal(world, TEAM.red);
  expect(rewards()).toEqual([1, -1]);
  ball.x = 700;
  const [toBlue, toRed] = rewards();
  expect(toBlue).toBeCloseTo(-0.1);
  expect(toRed).toBeCloseTo(0.1);
});
