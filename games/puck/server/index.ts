/** Puck on the server: its rules, and what a room needs besides. */
import { defineServer } from "../../../server/defineServer.ts";
import { puckRules } from "./rules.ts";

export const puckServer = defineServer({
  ...puckRules,
  progress: ({ round, phase }) => ({ round, phase }),
});
