/** Skirmish on the server: its rules, and what a room needs besides. */
import { defineServer } from "../../../server/defineServer.ts";
import { replicate } from "../../../server/replication/interest.ts";
import { roundOf } from "../../../shared/rounds.ts";
import { isPractice } from "../shared/practice.ts";
import { classes } from "../shared/schema/state.ts";
import { DeathReports } from "./deathReports.ts";
import { waits, wouldLose } from "./duel.ts";
import { skirmishRules } from "./rules.ts";

export const replication = replicate(classes);

export const skirmishServer = defineServer({
  ...skirmishRules,
  replication,
  mayWatch: (ship) => !ship.alive,
  broadcastRadius: (world) => world.settings.hearing,
  observe: (world, room) => new DeathReports(world, room),
  waits,
  capacity: (world) => world.settings.capacity,
  records: {
    figures: { kills: "Kills", wins: "Wins" },
    againstPeople: ["wins"],
    round: (world) => roundOf(world),
    of: (world, { kills, won }) => (isPractice(world) ? { kills: 0, wins: 0 } : { kills, wins: Number(won) }),
    standing: (_world, { key, score }) => ({ team: key, standing: score }),
    quitting: (world, { key }) => (wouldLose(world) ? { team: key, standing: -1 } : undefined),
  },
});
