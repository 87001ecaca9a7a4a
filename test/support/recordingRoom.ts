/** A room that records the state of every tick, so that tests can compare it with what clients received. */
import { flown } from "../../games/skirmish/shared/bolt.ts";
import { swarmOf } from "../../games/skirmish/shared/config.ts";
import type { RoomContext } from "../../server/rooms/roomContext.ts";
import { toRadians } from "../../shared/maths/angle.ts";
import { SkirmishRoom } from "./skirmishRoom.ts";

export interface Thing {
  x: number;
  y: number;
  /** Fields that a client with this entity in its interest set must have. */
  fields: { [name: string]: unknown };
}

export interface Moment {
  ships: Map<string, Thing>;
  bolts: Map<string, Thing>;
  pickups: Map<string, Thing>;
}

/** Number of recorded ticks: a patch takes less than that to arrive. */
const MEMORY = 300;

export class RecordingRoom extends SkirmishRoom {
  /** Recorded states by tick. */
  readonly moments = new Map<number, Moment>();

  constructor(context: RoomContext) {
    super(context, { ...swarmOf(300), pilots: 12 });
  }

  override broadcastPatch(): boolean {
    const { tick } = this.world;
    this.moments.set(tick, this.#now());
    this.moments.delete(tick - MEMORY);
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
