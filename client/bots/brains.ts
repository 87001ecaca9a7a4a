/** Makes the bots of a game whose brains see a `TableView` (shared/tableView.ts). */
import { neutralOf } from "../../shared/fields/index.ts";
import { type Game, listed } from "../../shared/game.ts";
import type { GameClient, GameTypes } from "../game.ts";
import type { BrainFunction, View } from "./brain/contract.ts";
import { functionPlayer } from "./brain/moduleBrain.ts";
import { sessionViews } from "./brain/sessionView.ts";
import type { BotGame, BotSession } from "./game.ts";

/** What a game defines for its bots. */
export interface BotsOf<V extends View> {
  /**
   * By name; the first one is the default. Each returns the fields of the input of this tick; absent fields
   * are 0. One that returns nothing changes its third argument instead, the input of the previous tick.
   */
  readonly brains: { readonly [name: string]: BrainFunction<V> };
  /** The file that `--new` copies: a brain that already plays. It imports types only. */
  readonly starter: URL;
  /** Constants of the game, sent to programs, which cannot import them. */
  readonly constants?: { readonly [name: string]: unknown };
}

/** @template V the view of its brains: the `TableView` of the game */
export function botGame<T extends GameTypes, V extends View>(
  game: Game,
  client: GameClient<T>,
  { brains, starter, constants = {} }: BotsOf<V>,
): BotGame<T> {
  const names = Object.keys(brains);
  const read = sessionViews<T>(game, client);
  const viewOf = (session: BotSession<T>) => read(session) as View as V | undefined;
  const { name, version, input } = game;
  return {
    ...{ rooms: listed(game).rooms, client, brains: names, defaultBrain: names[0]! },
    authoring: { contract: { game: name, version, input, constants, starter }, brains, viewOf },
    pilot(name, seed) {
      const player = functionPlayer(brains[name]!, { input }, seed);
      let intent: object = neutralOf(input)();
      return {
        intent(session) {
          const view = viewOf(session);
          if (view !== undefined) intent = player.decide(view);
          return intent as T["intent"];
        },
      };
    },
  };
}
