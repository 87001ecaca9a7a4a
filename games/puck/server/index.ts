/** Puck on the server: what a room calls. */
import { storeBy } from "../../../server/cluster/worldStorage.ts";
import type { GameServer } from "../../../server/game.ts";
import { inputCodec } from "../../../server/net/inputCodec.ts";
import { replicate } from "../../../server/replication/interest.ts";
import { puckTables } from "../entities.ts";
import { puck } from "../game.ts";
import { type Push, push } from "../shared/rink.ts";
import { classes } from "../shared/state.ts";
import { TEAM } from "../shared/teams.ts";
import { HANDS_OFF, step } from "./step.ts";
import {
  addSkater,
  createWorld,
  freshPuck,
  freshSkater,
  giveInput,
  type Settings,
  type Skater,
  type World,
} from "./world.ts";

const TEAMS = { [TEAM.red]: "Red", [TEAM.blue]: "Blue" } as const;

export const puckServer: GameServer<World, Skater, Push, Settings> = {
  game: puck,
  inputs: inputCodec(push),
  replication: replicate(classes),
  storage: storeBy(puckTables, {
    world: (stored) => ({ ...stored, skaters: new Map(), pucks: new Map(), events: [] }),
    entities: { skaters: { create: freshSkater }, pucks: { create: freshPuck } },
  }),

  create: createWorld,
  players: (world) => world.skaters,
  join: (world, key, name) => addSkater(world, key, name, false),
  leave: (world, key) => void world.skaters.delete(key),
  drop: (_world, skater) => setAway(skater, true),
  migrate: (_world, skater) => setAway(skater, true),
  back: (_world, skater) => setAway(skater, false),
  give: giveInput,
  idle: (skater) => giveInput(skater, HANDS_OFF),
  receive() {},
  step,
  tell(world, to) {
    for (const event of world.events)
      if (event.type === "goal") to.announce(`${TEAMS[event.team]} scores${event.by && `: ${event.by}`}`);
  },
  mayWatch: () => false,
  broadcastRadius: () => Number.POSITIVE_INFINITY,
  progress: ({ round, phase }) => ({ round, phase }),
};

function setAway(skater: Skater, away: boolean): void {
  skater.away = away;
}
