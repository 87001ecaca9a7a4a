/** Template for the engine's client: what it predicts, and what brains see. */
import { defineClient, type TypesOf } from "../../../client/defineClient.ts";
import type { TableView } from "../../../shared/tableView.ts";
import { templateGame } from "../game.ts";
import { stepDisc } from "../shared/move.ts";

export interface TemplateTypes extends TypesOf<typeof templateGame, "discs"> {}
export type TemplateView = TableView<typeof templateGame, "discs">;

export const templateClient = defineClient<TemplateTypes>(templateGame, {
  /** Units; several times as far as a disc moves in a tick. */
  leap: 90,
  step: ({ own }, wish) => stepDisc(own, wish),
});
