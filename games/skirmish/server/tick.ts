/** One step of the world. The room queues inputs before it, and publishes the state after it. */
import { fire, flyBolts } from "./bolts.ts";
import { pushApart } from "./contacts.ts";
import { advanceDuel } from "./duel.ts";
import { judgeHits } from "./hits.ts";
import { advanceMatch } from "./match.ts";
import { collectPickups, growOre } from "./pickups.ts";
import { fillPilots, flyPilots } from "./pilots.ts";
import { recordPlaces, repair, stepShips } from "./ships.ts";
import { respawnShips } from "./spawns.ts";
import type { World } from "./world.ts";

export function tick(world: World): void {
  world.tick++;
  world.events.length = 0;
  const isDuel = world.settings.firstTo !== undefined;
  if (!isDuel) fillPilots(world);
  flyPilots(world);
  stepShips(world);
  world.nearby.fill(world.ships.values());
  pushApart(world);
  recordPlaces(world);
  fire(world);
  judgeHits(world);
  flyBolts(world);
  repair(world);
  collectPickups(world);
  growOre(world);
  respawnShips(world);
  if (isDuel) advanceDuel(world);
  else advanceMatch(world);
}
