/** Puck for matches without a server. Brains join the teams in turns: two play one against one. */
import type { Figures, Follower, Reward } from "../../shared/arena.ts";
import { scoreArena } from "../../shared/scoreArena.ts";
import { tally } from "../../shared/tally.ts";
import { puck } from "./game.ts";
import { PHASE, puckOf, type World } from "./server/world.ts";
import { RINK } from "./shared/rink.ts";
import { TEAM } from "./shared/teams.ts";

const mean = (figure: string) => (all: Readonly<Figures>, rounds: number) => all[figure]! / rounds;

export const puckArena = scoreArena<World>(puck, {
  settings: () => ({ pilots: 0 }),
  begin(world) {
    // The first face-off ends with the first step.
    world.phaseEnds = world.tick + 1;
  },
  follow: goalsIn,
  learner: {
    ...{ length: RINK.width, speed: 400, nearest: { others: 3, pucks: 1 } },
    reward: (world) => new PuckReward(world),
  },
  columns: [
    { title: "goal difference", digits: 2, value: mean("score") },
    { title: "goals", digits: 2, value: mean("goals") },
    { title: "team scored", digits: 2, value: mean("scored") },
    { title: "team conceded", digits: 2, value: mean("conceded") },
  ],
});

/**
 * `score` is the difference of the goals of both teams while the skater played. It counts events: a match
 * within the round may end, and the next one begins with no goals.
 */
function goalsIn(world: World): Follower {
  /** Goals of each skater in the present match. */
  const own = new Map<string, number>();
  return tally({ score: 0, goals: 0, scored: 0, conceded: 0 }, (of) => {
    for (const { key, team, score } of world.skaters.values()) {
      const goals = of(key);
      goals.goals += Math.max(0, score - (own.get(key) ?? 0));
      own.set(key, score);
      for (const event of world.events) {
        if (event.type !== "goal") continue;
        if (event.team === team) goals.scored++;
        else goals.conceded++;
      }
      goals.score = goals.scored - goals.conceded;
    }
  });
}

/** What the way of the puck over the whole rink is worth, in goals. */
const PROGRESS = 0.2;

/**
 * A goal of the own team is rewarded with 1, one of the other team costs 1. Goals are rare while a learner
 * knows nothing, so each step of the puck towards the other team's goal is rewarded a little, and each step
 * back costs as much.
 */
class PuckReward implements Reward {
  readonly #world: World;
  #x: number;
  /** Of the red team, for the latest step. */
  #red = 0;

  constructor(world: World) {
    this.#world = world;
    this.#x = puckOf(world).x;
  }

  stepped(): void {
    const { x } = puckOf(this.#world);
    // After a goal the puck is placed anew: that is no motion.
    const goals = this.#world.events.filter((event) => event.type === "goal");
    const isPlaced = goals.length > 0 || this.#world.phase !== PHASE.play;
    this.#red = isPlaced ? 0 : (PROGRESS * (x - this.#x)) / RINK.width;
    for (const { team } of goals) this.#red += team === TEAM.red ? 1 : -1;
    this.#x = x;
  }

  of = (key: string): number => {
    const skater = this.#world.skaters.get(key);
    if (skater === undefined) return 0;
    return skater.team === TEAM.red ? this.#red : -this.#red;
  };
}
