/** The rules of Skirmish: what a server and a replay in a browser both run. */
import { storeBy } from "../../../server/cluster/worldStorage.ts";
import { gameRules } from "../../../server/defineRules.ts";
import { skirmishTables } from "../entities.ts";
import { skirmish } from "../game.ts";
import { agree } from "./duel.ts";
import { createMatch } from "./match.ts";
import { restorer } from "./restore.ts";
import { markAway, markBack, markMoved } from "./ships.ts";
import { requestRespawn, spawn } from "./spawns.ts";
import { tell } from "./tell.ts";
import { tick } from "./tick.ts";
import { addShip, giveNeutral } from "./world.ts";

export const skirmishRules = gameRules({
  game: skirmish,
  storage: storeBy(skirmishTables, restorer),

  create: createMatch,
  join(world, key, name, bot = false, skill) {
    const ship = addShip(world, key, name);
    ship.bot = bot;
    if (skill !== undefined) ship.skill = skill;
    spawn(world, ship);
    return ship;
  },
  drop: markAway,
  migrate: markMoved,
  back: markBack,
  idle: giveNeutral,
  receive: (world, ship, type) => (type === "rematch" ? agree(world, ship) : requestRespawn(ship)),
  step: tick,
  tell,
});
