import fc from "fast-check";
import { expect, it } from "vitest";
import { record } from "../../../games/skirmish/server/history.ts";
import { Nearby } from "../../../games/skirmish/server/nearby.ts";
import type { ShipList } from "../../../games/skirmish/server/shipList.ts";
import { type Box, Targets } from "../../../games/skirmish/server/targets.ts";
import { freshShip, type SimShip } from "../../../games/skirmish/server/world.ts";
import { REWIND } from "../../../shared/limits.ts";

const SIZE = 1500;
/** Ticks of a ship's history. */
const LENGTH = REWIND.max + 3;

const coordinate = fc.integer({ min: -20, max: SIZE + 20 });
const ways = fc.array(fc.record({ x: coordinate, y: coordinate, dx: fc.integer({ min: -20, max: 20 }) }), {
  maxLength: 150,
});
const boxes = fc.record({
  x: coordinate,
  y: coordinate,
  width: fc.nat(80),
  height: fc.nat(80),
  reach: fc.nat(700),
});

/** @returns a ship that has flown along a line to its place */
function shipOn({ x, y, dx }: { x: number; y: number; dx: number }, id: number): SimShip {
  const ship = Object.assign(freshShip(`ship-${id}`, id, ""), { x, y, alive: id % 7 !== 0 });
  for (let tick = 0; tick < LENGTH; tick++) record(ship.history, tick, x - (LENGTH - 1 - tick) * dx, y);
  return ship;
}

const listed = ({ ships, count }: ShipList): SimShip[] => ships.slice(0, count);

const wasIn = ({ history }: SimShip, { left, right, top, bottom }: Box): boolean => {
  const [xs, ys] = [history.subarray(0, LENGTH), history.subarray(LENGTH)];
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return west <= right && east >= left && north <= bottom && south >= top;
};

it("[SI7] bolts find the ships whose way crosses theirs, each once, in the order of the grid", () => {
  const [nearby, targets] = [new Nearby(SIZE), new Targets(SIZE)];
  fc.assert(
    fc.property(ways, fc.array(boxes, { maxLength: 10 }), (ways, boxes) => {
      const ships = ways.map(shipOn);
      nearby.fill(ships);
      targets.fill(ships);
      for (const { x, y, width, height, reach } of boxes) {
        const box: Box = { left: x, right: x + width, top: y, bottom: y + height };
        const expected = listed(nearby.around(x, y, reach)).filter((ship) => wasIn(ship, box));
        const found = listed(targets.around(x, y, reach, box));
        expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      }
    }),
  );
});
