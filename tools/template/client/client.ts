/** Template for the engine's client: what it predicts. */
import { defineClient, type TypesOf } from "../../../client/defineClient.ts";
import { templateGame } from "../game.ts";
import { stepDisc } from "../shared/move.ts";

export interface TemplateTypes extends TypesOf<typeof templateGame, "discs"> {}

export const templateClient = defineClient<TemplateTypes>(templateGame, {
  /** Units; several times as far as a disc moves in a tick. */
  leap: 90,
  step: ({ own }, wish) => stepDisc(own, wish),
});
