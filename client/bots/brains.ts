/** Makes the bots of a game whose brains need only what their session shows. */
import { neutralOf } from "../../shared/fields/index.ts";
import { type Game, listed } from "../../shared/game.ts";
import { type Random, seeded } from "../../shared/maths/random.ts";
import type { GameClient, GameTypes } from "../game.ts";
import type { BotGame, BotSession } from "./game.ts";

/** Fills `intent`, which still holds the intent of the previous frame. */
export type Brain<T extends GameTypes> = (
  session: BotSession<T>,
  intent: T["intent"],
  random: Random,
) => void;

/** @param brains by name; the first one is the default */
export function botGame<T extends GameTypes>(
  game: Game,
  client: GameClient<T>,
  brains: { readonly [name: string]: Brain<T> },
): BotGame<T> {
  const names = Object.keys(brains);
  return {
    ...{ rooms: listed(game).rooms, client, brains: names, defaultBrain: names[0]! },
    pilot(name, seed) {
      const random = seeded(seed);
      const intent = neutralOf(game.input)() as T["intent"];
      return {
        intent(session) {
          brains[name]!(session, intent, random);
          return intent;
        },
      };
    },
  };
}
