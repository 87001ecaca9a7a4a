/** Skirmish on the server: what a room calls. */

import { imageOf, type WorldImage, worldOf } from "../../../server/cluster/worldImage.ts";
import type { GameServer } from "../../../server/game.ts";
import { replicate } from "../../../server/replication/interest.ts";
import { skirmish } from "../game.ts";
import type { Settings } from "../shared/config.ts";
import type { ShipInput } from "../shared/input.ts";
import { classes } from "../shared/schema/state.ts";
import { createMatch } from "./match.ts";
import { markAway, markBack, markMoved } from "./ships.ts";
import { askReturn, spawn } from "./spawns.ts";
import { tell } from "./tell.ts";
import { tick } from "./tick.ts";
import { addShip, giveInput, giveNeutral, type SimShip, type World } from "./world.ts";

export const replication = replicate(classes);

export const skirmishServer: GameServer<World, SimShip, ShipInput, Settings> = {
  game: skirmish,
  replication,
  storage: { save: imageOf, restore: (saved) => worldOf(saved as WorldImage) },

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
