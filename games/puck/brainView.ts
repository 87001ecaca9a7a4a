/** What a brain of puck sees: what the tables in entities.ts say. */
import type { TableView } from "../../shared/tableView.ts";
import type { puck } from "./game.ts";

export type PuckView = TableView<typeof puck, "skaters">;
