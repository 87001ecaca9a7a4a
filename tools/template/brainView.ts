/** What a brain of Template sees: what the tables in game.ts say. */
import type { TableView } from "../../shared/tableView.ts";
import type { templateGame } from "./game.ts";

export type TemplateView = TableView<typeof templateGame, "discs">;
