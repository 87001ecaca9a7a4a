/** Puck on the server: its rules, and what a room needs besides. */
import { defineServer } from "../../../server/defineServer.ts";
import { TEAM } from "../shared/teams.ts";
import { puckRules } from "./rules.ts";
import { PHASE } from "./world.ts";

export const puckServer = defineServer({
  ...puckRules,
  records: {
    figures: { goals: "Goals", wins: "Wins" },
    againstPeople: ["wins"],
    round: ({ round, phase }) => ({ round, isOver: phase === PHASE.podium }),
    of: (_world, { score, won }) => ({ goals: score, wins: Number(won) }),
    standing: ({ red, blue }, { team }) => ({
      team: String(team),
      standing: team === TEAM.red ? red : blue,
    }),
  },
  progress: ({ round, phase }) => ({ round, phase }),
});
