/** Puck on the server: its rules, and what a room needs besides. */
import { defineServer } from "../../../server/defineServer.ts";
import { teamStanding } from "../../../server/teams.ts";
import { roundOf } from "../../../shared/rounds.ts";
import { puckRules } from "./rules.ts";

export const puckServer = defineServer({
  ...puckRules,
  records: {
    figures: { goals: "Goals", wins: "Wins" },
    againstPeople: ["wins"],
    round: (world) => roundOf(world),
    of: (_world, { score, won }) => ({ goals: score, wins: Number(won) }),
    standing: (world, skater) => teamStanding(world, skater),
  },
});
