/** Makes what a game says for matches without a server (shared/arena.ts), of a game whose brains see what its tables say. */
import type { Arena, Column, Figures, Follower } from "./arena.ts";
import type { Game } from "./game.ts";
import type { GameWorld } from "./rules.ts";
import { playersOf, worldViews } from "./tableView.ts";

export interface ScoreArena<World> {
  /** Name of a mode: its settings are played, with `settings` in place of its own. */
  readonly room: string;
  /** Length of a round, s of play. */
  readonly seconds?: number;
  /** For so many players; without pilots of the server. Default: those of the mode. */
  settings?(players: number): unknown;
  /** See `Arena.begin`. */
  begin?(world: World): void;
  /** Follows a round. Default: the players' scores. */
  follow?(world: World): Follower;
  readonly columns?: readonly Column[];
}

const SCORE: Column = { title: "score", digits: 1, value: ({ score }, rounds) => score! / rounds };

export function scoreArena<World extends GameWorld>(game: Game, said: ScoreArena<World>): Arena<World> {
  const { settings } = game.modes[said.room]!;
  const [, players] = playersOf(game.state);
  return {
    ...{ game: game.name, room: said.room, seconds: said.seconds ?? 60 },
    settings: said.settings ?? (() => settings),
    begin: said.begin ?? (() => {}),
    views: worldViews<World>(game.state),
    follow:
      said.follow ??
      ((world) => new ScoreFollower(() => players.map(world) as Map<string, { score: number }>)),
    columns: said.columns ?? [SCORE],
  };
}

class ScoreFollower implements Follower {
  readonly #players: () => ReadonlyMap<string, { readonly score: number }>;
  /** Of players that have left, too. */
  readonly #scores = new Map<string, number>();

  constructor(players: () => ReadonlyMap<string, { readonly score: number }>) {
    this.#players = players;
  }

  stepped(): void {
    for (const [key, { score }] of this.#players()) this.#scores.set(key, score);
  }

  figures = (key: string): Figures => ({ score: this.#scores.get(key) ?? 0 });
}
