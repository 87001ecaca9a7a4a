/** Skirmish on the server: what a room calls. */

import { storeBy } from "../../../server/cluster/worldStorage.ts";
import type { GameServer } from "../../../server/game.ts";
import { inputCodec } from "../../../server/net/inputCodec.ts";
import { replicate } from "../../../server/replication/interest.ts";
import { skirmishTables } from "../entities.ts";
import { skirmish } from "../game.ts";
import type { Settings } from "../shared/config.ts";
import { inputTable, type ShipInput } from "../shared/input.ts";
import { classes } from "../shared/schema/state.ts";
import { createMatch } from "./match.ts";
import { restorer } from "./restore.ts";
import { markAway, markBack, markMoved } from "./ships.ts";
import { askReturn, spawn } from "./spawns.ts";
import { tell } from "./tell.ts";
import { tick } from "./tick.ts";
import { addShip, giveInput, giveNeutral, type SimShip, type World } from "./world.ts";

export const replication = replicate(classes);

export const skirmishServer: GameServer<World, SimShip, ShipInput, Settings> = {
  game: skirmish,
  inputs: inputCodec(inputTable),
  replication,
  storage: storeBy(skirmishTables, restorer),

  create: createMatch,
  players: (world) => world.ships,
  join(world, key, name) {
    const ship = addShip(world, key, name);
    spawn(world, ship);
    return ship;
  },
  leave: (world, key) => void world.ships.delete(key),
  drop: markAway,
  migrate: markMoved,
  back: markBack,
  give: giveInput,
  idle: giveNeutral,
  receive: (_world, ship) => askReturn(ship),
  step: tick,
  tell,
  mayWatch: (ship) => !ship.alive,
  broadcastRadius: (world) => world.settings.hearing,
  progress: ({ round, phase }) => ({ round, phase }),
};
