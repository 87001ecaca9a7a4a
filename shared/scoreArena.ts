/** Makes the `Arena` (shared/arena.ts) of a game whose brains see a `TableView`. */
import type { Arena, Column, Follower, Reward } from "./arena.ts";
import type { Game } from "./game.ts";
import type { GameWorld } from "./rules.ts";
import { type LearnerRules, tableTraining } from "./tableTraining.ts";
import { playersOf, worldViews } from "./tableView.ts";
import { tally } from "./tally.ts";

export interface ScoreArena<World> {
  /** Name of the mode that is played. Default: the first one. */
  readonly room?: string;
  /** Length of a round, s of play time. */
  readonly seconds?: number;
  /**
   * @returns the settings for this number of players, without server-steered pilots. Default: those of the
   * mode.
   */
  settings?(players: number): unknown;
  /** See `Arena.begin`. */
  begin?(world: World): void;
  /** Observes a round. Default: reads the players' scores. */
  follow?(world: World): Follower;
  readonly columns?: readonly Column[];
  /** Observations and rewards of a learner. Default: derived from the tables, and the score. */
  readonly learner?: LearnerRules<World>;
}

const SCORE: Column = { title: "score", digits: 1, value: ({ score }, rounds) => score! / rounds };

export function scoreArena<World extends GameWorld>(
  game: Game,
  definition: ScoreArena<World> = {},
): Arena<World> {
  const { room = Object.keys(game.modes)[0]! } = definition;
  const { settings } = game.modes[room]!;
  const [, players] = playersOf(game.state);
  const follow =
    definition.follow ??
    ((world: World) =>
      tally({ score: 0 }, (of) => {
        for (const [key, { score }] of players.map(world) as Map<string, { score: number }>)
          of(key).score = score;
      }));
  const { learner = {} } = definition;
  const reward =
    learner.reward ??
    ((world: World) => new ScoreReward(follow(world), () => players.map(world as never).keys()));
  return {
    ...{ game: game.name, room, seconds: definition.seconds ?? 60 },
    settings: definition.settings ?? (() => settings),
    begin: definition.begin ?? (() => {}),
    views: worldViews<World>(game.state),
    follow,
    columns: definition.columns ?? [SCORE],
    training: () => tableTraining(game, reward, learner),
  };
}

/** Rewards each player by how much its score grows. */
class ScoreReward implements Reward {
  readonly #follower: Follower;
  readonly #keys: () => Iterable<string>;
  readonly #players = new Map<string, { score: number; reward: number }>();

  constructor(follower: Follower, keys: () => Iterable<string>) {
    this.#follower = follower;
    this.#keys = keys;
  }

  stepped(): void {
    this.#follower.stepped();
    for (const key of this.#keys()) {
      const score = this.#follower.figures(key).score ?? 0;
      const before = this.#players.get(key)?.score ?? 0;
      this.#players.set(key, { score, reward: score - before });
    }
  }

  of = (key: string): number => this.#players.get(key)?.reward ?? 0;
}
