/** What a player sees of an arena: everything around its ship, and nothing that is far away. */

import type { World } from "../../games/skirmish/server/world.ts";
import { WEAPONS } from "../../games/skirmish/shared/config.ts";
import type { Bolt } from "../../games/skirmish/shared/schema/state.ts";
import { cos, sin } from "../../shared/maths/angle.ts";
import { DT } from "../../shared/tick.ts";
import { Outlet } from "../net/wholeFrame.ts";
import { InterestSerializer } from "./interestSerializer.ts";
import { later, type Numbers } from "./numbers.ts";
import { flagsOf, shipOf } from "./publish.ts";
import type { ShipSource } from "./shipWire.ts";

/** Half the side of what a player sees, units: more than the screen shows, so that ships enter before they are drawn. */
const HALF = 1000;
/** What is seen stays until it is this much farther away, so that nothing flickers on the edge. */
const MARGIN = 0.2;

/** Ships that `publish` has put into a state, for a serializer to read. */
export const shipsOf = (world: World): ShipSource => ({
  of: shipOf,
  flagsOf: (ship) => flagsOf(world, ship),
  version: () => world.tick,
});

/**
 * @param centreOf see `InterestOptions`
 * @param numbers of a room that goes on after having been elsewhere
 */
export const createInterest = (
  world: World,
  centreOf: (key: string) => string,
  numbers?: Numbers,
): InterestSerializer =>
  new InterestSerializer({
    ...(numbers === undefined ? {} : { numbers: later(numbers) }),
    half: HALF,
    margin: MARGIN,
    centreOf,
    ships: shipsOf(world),
    outletOf: (client) => new Outlet(client),
    placeOfBolt: (bolt, at) => placeBolt(world, bolt, at),
  });

/** Rocks and range are left out: a bolt that meets its end is deleted there in the same tick. */
function placeBolt(world: World, bolt: Bolt, at: { x: number; y: number }): void {
  const distance = (world.tick - bolt.born) * DT * (WEAPONS[bolt.weapon] ?? WEAPONS[0]).speed;
  at.x = bolt.x + cos(bolt.angle) * distance;
  at.y = bolt.y + sin(bolt.angle) * distance;
}
