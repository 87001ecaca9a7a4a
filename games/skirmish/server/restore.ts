/**
 * Rebuilds what a checkpoint does not store: the map (from its seed), flights (from births), and the scratch
 * data of a tick.
 */
import type { Restorer } from "../../../shared/fields/restorer.ts";
import type { skirmishTables } from "../entities.ts";
import { type Flight, flightOf } from "../shared/bolt.ts";
import { createMap } from "../shared/map.ts";
import { Nearby } from "./nearby.ts";
import { Targets } from "./targets.ts";
import { freshShip } from "./world.ts";

type Tables = typeof skirmishTables;

const NOWHERE: Flight = { dx: 0, dy: 0, step: 0, length: 0 };

export const restorer: Restorer<Tables["root"], Tables["entities"]> = {
  world: (stored) => ({
    ...stored,
    map: createMap(stored.seed, stored.settings.size, stored.settings.rocks),
    ships: new Map(),
    bolts: new Map(),
    pickups: new Map(),
    shots: [],
    nearby: new Nearby(stored.settings.size),
    targets: new Targets(stored.settings.size),
    events: [],
  }),
  entities: {
    ships: { create: (key) => freshShip(key, 0, "") },
    bolts: {
      create: (key) => ({
        // In the order of a bolt that is fired (bolts.ts), so that V8 gives both the same layout.
        key,
        x: 0,
        y: 0,
        angle: 0,
        weapon: 0,
        owner: 0,
        shot: 0,
        born: 0,
        flight: NOWHERE,
        depth: 0,
        tested: 0,
      }),
      derive(bolt, { map }) {
        bolt.flight = flightOf(map, bolt);
      },
    },
    pickups: { create: () => ({ x: 0, y: 0 }) },
  },
  finish: (world) => world.nearby.fill(world.ships.values()),
};
