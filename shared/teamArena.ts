/** Makes the `Arena` (shared/arena.ts) of a game in which two teams play rounds for goals. */
import type { Arena, Figures, Follower, Reward } from "./arena.ts";
import type { Game } from "./game.ts";
import { endPhase, type Rounds } from "./rounds.ts";
import { type ScoreArena, scoreArena } from "./scoreArena.ts";
import { playersOf } from "./tableView.ts";
import { tally } from "./tally.ts";
import { goalsOf, TEAM, TEAMS, type TeamGoals, type TeamPlayer } from "./teams.ts";

type TeamWorld = Rounds & TeamGoals;
type Players = ReadonlyMap<string, TeamPlayer>;

export interface TeamArena<World>
  extends Omit<ScoreArena<World>, "settings" | "follow" | "columns" | "learner"> {
  /** @returns the settings for this number of players: without pilots, which would play along */
  settings(players: number): unknown;
  /** See `Arena.begin`. Default: ends the first phase, a warm-up or face-off. */
  begin?(world: World): void;
  readonly learner?: Omit<NonNullable<ScoreArena<World>["learner"]>, "reward">;
  /**
   * How far the play favours the red team, in goals: a learner is rewarded a little by its change, because
   * goals are rare while it knows nothing. The change in a step with a goal does not count.
   * @returns undefined while play rests
   */
  lean?(world: World): number | undefined;
}

const mean = (figure: string) => (all: Readonly<Figures>, rounds: number) => all[figure]! / rounds;

/** The difference of the goals wins; a goal is rewarded with 1, one of the other team costs 1. */
export function teamArena<World extends TeamWorld>(
  game: Game,
  { begin = endPhase, lean = () => undefined, learner = {}, ...definition }: TeamArena<World>,
): Arena<World> {
  const [, table] = playersOf(game.state);
  const players = table.map as (world: World) => Players;
  return scoreArena<World>(game, {
    ...definition,
    begin,
    follow: (world) => goalsIn(world, () => players(world)),
    learner: { ...learner, reward: (world) => new TeamReward(world, () => players(world), lean) },
    columns: [
      { title: "goal difference", digits: 2, value: mean("score") },
      { title: "goals", digits: 2, value: mean("goals") },
      { title: "team scored", digits: 2, value: mean("scored") },
      { title: "team conceded", digits: 2, value: mean("conceded") },
    ],
  });
}

/** @returns a function that returns how much the value has grown since its latest call; a new round begins at 0 */
function growthOf(value: () => number): () => number {
  let before = value();
  return () => {
    const now = value();
    const growth = Math.max(0, now - before);
    before = now;
    return growth;
  };
}

/** @returns a function that returns the goals of each team since its latest call */
function newGoals(world: TeamGoals): () => number[] {
  const teams = TEAMS.map((team) => growthOf(() => goalsOf(world, team)));
  return () => teams.map((growth) => growth());
}

/** `score` is the difference of the goals of both teams while the player played. */
function goalsIn(world: TeamWorld, players: () => Players): Follower {
  const scored = newGoals(world);
  /** Goals of each player in the present round. */
  const own = new Map<string, number>();
  return tally({ score: 0, goals: 0, scored: 0, conceded: 0 }, (of) => {
    const goals = scored();
    for (const { key, team, score } of players().values()) {
      const figures = of(key);
      figures.goals += Math.max(0, score - (own.get(key) ?? 0));
      own.set(key, score);
      figures.scored += goals[team]!;
      figures.conceded += goals[1 - team]!;
      figures.score = figures.scored - figures.conceded;
    }
  });
}

class TeamReward<World extends TeamWorld> implements Reward {
  readonly #players: () => Players;
  readonly #goals: () => number[];
  readonly #leanNow: () => number | undefined;
  #lean: number | undefined;
  /** Of the red team, for the latest step. */
  #red = 0;

  constructor(world: World, players: () => Players, lean: (world: World) => number | undefined) {
    this.#players = players;
    this.#goals = newGoals(world);
    this.#leanNow = () => lean(world);
    this.#lean = lean(world);
  }

  stepped(): void {
    const [before, now] = [this.#lean, this.#leanNow()];
    const [red = 0, blue = 0] = this.#goals();
    this.#red = red - blue;
    // After a goal the ball lies elsewhere, which is nobody's merit.
    if (red + blue === 0 && before !== undefined && now !== undefined) this.#red += now - before;
    this.#lean = now;
  }

  of = (key: string): number => {
    const player = this.#players().get(key);
    if (player === undefined) return 0;
    return player.team === TEAM.red ? this.#red : -this.#red;
  };
}
