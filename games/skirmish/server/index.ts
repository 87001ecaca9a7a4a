/** Skirmish on the server: its rules, and what a room needs besides. */
import { defineServer } from "../../../server/defineServer.ts";
import { replicate } from "../../../server/replication/interest.ts";
import { classes } from "../shared/schema/state.ts";
import { DeathReports } from "./deathReports.ts";
import { skirmishRules } from "./rules.ts";

export const replication = replicate(classes);

export const skirmishServer = defineServer({
  ...skirmishRules,
  replication,
  mayWatch: (ship) => !ship.alive,
  broadcastRadius: (world) => world.settings.hearing,
  observe: (world, room) => new DeathReports(world, room),
  capacity: (world) => world.settings.capacity,
  progress: ({ round, phase }) => ({ round, phase }),
});
