/**
 * The numbers that instances of a room's state go by on the wire. A room that goes on in another process must keep them:
 * its players' decoders still hold the instances under the old ones.
 */
import { $refId, type Schema } from "@colyseus/schema";
import type { ArenaState } from "../../games/skirmish/shared/schema/state.ts";
import type { RoomRoot } from "./roomRoot.ts";

export interface Numbers {
  /** Numbers from here on were never given away. */
  next: number;
  nextBolt: number;
  /** Of the state's own maps and lists, in the order of `partsOf`. */
  parts: number[];
  /** Of each ship and its `own`, two a ship, in the order of the ships. */
  ships: Float64Array;
}

/**
 * Numbers given away after they were taken down, at most: what a swarm at war gives away in a minute. A new process
 * begins that much later, so that nothing it adds is taken for something a player's decoder still holds.
 */
const SPARE = { others: 4096, bolts: 2 ** 20 } as const;

type Numbered = { [$refId]?: number };

const partsOf = ({ ships, bolts, pickups, radar, leaders }: ArenaState): Numbered[] =>
  [ships, bolts, pickups, radar, leaders] as Numbered[];

export function numbersOf(state: ArenaState, root: RoomRoot): Numbers {
  const ships = new Float64Array(state.ships.size * 2);
  let at = 0;
  for (const ship of state.ships.values()) {
    ships[at++] = numberOf(ship);
    ships[at++] = numberOf(ship.own!);
  }
  return { ...root.next, parts: partsOf(state).map(numberOf), ships };
}

/** Gives a state the numbers of an earlier one with the same ships. To be called before a serializer gets it. */
export function renumber(state: ArenaState, { parts, ships }: Numbers): void {
  number(state as Numbered, 0);
  for (const [i, part] of partsOf(state).entries()) number(part, parts[i]!);
  let at = 0;
  for (const ship of state.ships.values()) {
    number(ship as Numbered, ships[at++]!);
    number(ship.own as Numbered, ships[at++]!);
  }
}

/** Where a room that goes on elsewhere begins to count. */
export const later = ({ next, nextBolt }: Numbers): { next: number; nextBolt: number } => ({
  next: next + SPARE.others,
  nextBolt: nextBolt + SPARE.bolts,
});

const numberOf = (instance: Numbered | Schema): number => (instance as Numbered)[$refId]!;

/** As the framework's own encoder does it: the number is no field to be looped over. */
function number(instance: Numbered, value: number): void {
  Object.defineProperty(instance, $refId, { value, enumerable: false, writable: true });
}
