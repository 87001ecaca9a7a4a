/** Puck: two teams push a puck into each other's goal. What both sides know of it. */
import { defineGame } from "../../shared/game.ts";
import { puckTables } from "./entities.ts";
import { push } from "./shared/rink.ts";

export const puck = defineGame({
  name: "puck",
  title: "Puck",
  version: 1,
  modes: { puck: { capacity: 12, settings: { pilots: 2 } } },
  state: puckTables,
  input: push,
  messages: {},
});
