/** Puck: two teams push a puck into each other's goal. This is the part that server and clients share. */
import { defineGame } from "../../shared/game.ts";
import { puckTables } from "./entities.ts";
import { puckListing } from "./listing.ts";
import { push } from "./shared/rink.ts";

export const puck = defineGame({
  ...puckListing,
  version: 3,
  state: puckTables,
  input: push,
});
