/** Skirmish on the server: the functions that a room calls. */

import { storeBy } from "../../../server/cluster/worldStorage.ts";
import { defineServer } from "../../../server/defineServer.ts";
import { replicate } from "../../../server/replication/interest.ts";
import { skirmishTables } from "../entities.ts";
import { skirmish } from "../game.ts";
import { classes } from "../shared/schema/state.ts";
import { createMatch } from "./match.ts";
import { restorer } from "./restore.ts";
import { markAway, markBack, markMoved } from "./ships.ts";
import { requestRespawn, spawn } from "./spawns.ts";
import { tell } from "./tell.ts";
import { tick } from "./tick.ts";
import { addShip, giveNeutral } from "./world.ts";

export const replication = replicate(classes);

export const skirmishServer = defineServer({
  game: skirmish,
  replication,
  storage: storeBy(skirmishTables, restorer),

  create: createMatch,
  join(world, key, name) {
    const ship = addShip(world, key, name);
    spawn(world, ship);
    return ship;
  },
  drop: markAway,
  migrate: markMoved,
  back: markBack,
  idle: giveNeutral,
  receive: (_world, ship) => requestRespawn(ship),
  step: tick,
  tell,
  mayWatch: (ship) => !ship.alive,
  broadcastRadius: (world) => world.settings.hearing,
  progress: ({ round, phase }) => ({ round, phase }),
});
