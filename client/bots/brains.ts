/** Makes the bots of a game whose brains see what the tables of its state say (shared/tableView.ts). */
import { neutralOf } from "../../shared/fields/index.ts";
import { type Game, listed } from "../../shared/game.ts";
import { seeded } from "../../shared/maths/random.ts";
import type { AnyView } from "../../shared/tableView.ts";
import type { GameClient, GameTypes } from "../game.ts";
import type { BrainFunction, BrainInput, Memory, View } from "./brain/contract.ts";
import { sessionViews } from "./brain/sessionView.ts";
import type { BotGame, BotSession } from "./game.ts";

/** What a game says of its bots. */
export interface BotsOf<T extends GameTypes, V extends View> {
  /** By name; the first one is the default. Each fills `input`, which still holds that of the tick before, or returns another. */
  readonly brains: { readonly [name: string]: BrainFunction<V> };
  /** A brain that plays, as a file for authors to begin with. It imports types only. */
  readonly starter: URL;
  /** Numbers of the game, for programs, which cannot import them. */
  readonly constants?: { readonly [name: string]: unknown };
  /** Adds to what is seen on a server, such as a shared body as it is predicted. */
  readonly see?: (view: V, session: BotSession<T>) => V;
}

/** @template V what its brains see: `TableView` of the game */
export function botGame<T extends GameTypes, V extends View>(
  game: Game,
  client: GameClient<T>,
  { brains, starter, constants = {}, see = (view) => view }: BotsOf<T, V>,
): BotGame<T> {
  const names = Object.keys(brains);
  const read = sessionViews<T>(game);
  const viewOf = (session: BotSession<T>): V | undefined => {
    const view: AnyView | undefined = read(session);
    return view && see(view as View as V, session);
  };
  const { name, version, input } = game;
  return {
    ...{ rooms: listed(game).rooms, client, brains: names, defaultBrain: names[0]! },
    authoring: { contract: { game: name, version, input, constants, starter }, brains, viewOf },
    pilot(name, seed) {
      const brain = brains[name]!;
      const memory: Memory = { random: seeded(seed) };
      const intent = neutralOf(input)() as BrainInput;
      return {
        intent(session) {
          const view = viewOf(session);
          if (view !== undefined) Object.assign(intent, brain(view, memory, intent));
          return intent as T["intent"];
        },
      };
    },
  };
}
