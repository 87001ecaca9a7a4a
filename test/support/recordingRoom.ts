/** A room in this process that remembers what was true at every tick, for comparison with what its clients were told. */

import { flown } from "../../games/skirmish/shared/bolt.ts";
import { swarmOf } from "../../games/skirmish/shared/config.ts";
import type { RoomContext } from "../../server/rooms/roomContext.ts";
import { toRadians } from "../../shared/maths/angle.ts";
import { SkirmishRoom } from "./skirmishRoom.ts";

export interface Thing {
  x: number;
  y: number;
  /** What a client that sees it must have besides. */
  fields: { [name: string]: unknown };
}

export interface Moment {
  ships: Map<string, Thing>;
  bolts: Map<string, Thing>;
  pickups: Map<string, Thing>;
}

/** Ticks that are remembered: longer than any patch takes on this machine. */
const MEMORY = 300;

export class RememberingRoom extends SkirmishRoom {
  /** By tick. */
  readonly past = new Map<number, Moment>();

  constructor(context: RoomContext) {
    super(context, { ...swarmOf(300), pilots: 12 });
  }

  override broadcastPatch(): boolean {
    const { tick } = this.world;
    this.past.set(tick, this.#now());
    this.past.delete(tick - MEMORY);
    return super.broadcastPatch();
  }

  #now(): Moment {
    const { tick, ships, bolts, pickups } = this.world;
    const now: Moment = { ships: new Map(), bolts: new Map(), pickups: new Map() };
    for (const { key, x, y, angle, hull, alive, score, id, name } of ships.values())
      now.ships.set(key, {
        x,
        y,
        fields: { hull: Math.ceil(hull), alive, score, id, name, turn: toRadians(angle) },
      });
    for (const { key, x, y, angle, weapon, owner, shot, born, flight } of bolts.values()) {
      const way = flown(flight, tick - born);
      now.bolts.set(key, {
        x: x + flight.dx * way,
        y: y + flight.dy * way,
        fields: { angle, weapon, owner, shot, born },
      });
    }
    for (const [key, { x, y }] of pickups) now.pickups.set(key, { x, y, fields: {} });
    return now;
  }
}
