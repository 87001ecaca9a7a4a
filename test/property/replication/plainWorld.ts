/**
 * A random world twice: as replicated state, and as the expected plain values. Every change is made to both.
 */
import type { SimShip } from "../../../games/skirmish/server/world.ts";
import { WORLD_MAX } from "../../../games/skirmish/shared/config.ts";
import {
  ArenaState,
  type Bolt,
  Own,
  type Pickup,
  Ship,
} from "../../../games/skirmish/shared/schema/state.ts";
import { showSource } from "../../../server/replication/publish.ts";
import { between, type Random, random, whole } from "../../../shared/maths/random.ts";

export type Plain = Record<string, unknown>;

export interface Thing {
  /** Position as replicated. */
  x: number;
  y: number;
  /** The values of every client that has it in its interest set. */
  fields: Plain;
  /** The additional values of its owner. A new ship has none yet. */
  own?: Plain;
}

/** The replicated part of a simulated ship, with the flags that a room computes. */
export type Source = Pick<SimShip, keyof typeof OWN | "hull" | "alive" | "score"> & { flags: number };
const OWN = {
  x: 0,
  y: 0,
  vx: 0,
  vy: -1,
  angle: 9,
  energy: 5,
  cooldown: 0,
  shots: 1,
  spawns: 0,
  hitTick: 0,
};

export type MapName = "ships" | "bolts" | "pickups";
export const MAPS: readonly MapName[] = ["ships", "bolts", "pickups"];

/** 16 bits over the largest world, as in games/skirmish/shared/schema/state.ts. */
export const place = (at: number): number =>
  (Math.floor((Math.min(Math.max(at, 0), WORLD_MAX) / WORLD_MAX) * 65535 + 0.5) / 65535) * WORLD_MAX;
const turn = 2 * Math.PI;
/** 8 bits of a turn. */
export const angle8 = (at: number): number => ((Math.floor((at / turn) * 256 + 0.5) % 256) / 256) * turn;

export const NAMES = ["a", "Zoë", "長い名前の船", "🚀🚀", "Pilot-1234", "x".repeat(40), ""];
/** Upper limits, so that the worlds stay small and fast. */
export const MOST = { ships: 30, bolts: 30, pickups: 12, leaders: 5, radar: 300 };

export class PlainWorld {
  readonly state = new ArenaState();
  readonly things: Record<MapName, Map<string, Thing>> = {
    ships: new Map(),
    bolts: new Map(),
    pickups: new Map(),
  };
  readonly root: Plain = {};
  readonly leaders: Plain[] = [];
  readonly radar: number[] = [];
  readonly log: string[] = [];
  /** The age of bolts follows from it; they fly along x, from where they were fired. */
  tick = 0;
  readonly from: Random;
  private readonly flying: boolean;
  readonly size: number;
  /**
   * Sources by instance of the state. A ship with a source is replicated from it, and its setters stay
   * unused.
   */
  readonly sources = new Map<object, Source>();
  /** Number of changes to existing sources, and of steps. */
  changes = 0;
  private readonly simulated: boolean;
  /** For new keys and numbers. */
  next = 0;

  /** @param simulated ships have a source */
  constructor(from: Random, flying: boolean, simulated: boolean) {
    this.from = from;
    this.simulated = simulated;
    this.flying = flying;
    this.size = random(from) < 0.2 ? WORLD_MAX : 3000;
    this.setRoot({
      seed: 7,
      size: this.size,
      rocks: 3,
      tickRate: 30,
      phase: "live",
      round: 1,
      tick: 0,
      phaseEnds: 9,
    });
  }

  setRoot(values: Plain): void {
    Object.assign(this.root, values);
    this.state.assign(values);
  }

  step(): void {
    this.tick++;
    this.changes++;
    this.setRoot({ tick: this.tick });
    for (const thing of this.things.bolts.values()) if (this.flying) thing.x = this.flownTo(thing.fields);
  }

  /** Like the `placeOfBolt` of a room. */
  flownTo(bolt: { x?: unknown; born?: unknown }): number {
    return (bolt.x as number) + (this.tick - (bolt.born as number)) * 40;
  }

  anyKey(name: MapName): string | undefined {
    const keys = [...this.things[name].keys()];
    return keys[whole(this.from, keys.length)];
  }

  /** Keys of bot ships begin with p. */
  addShip(key: string): void {
    if (this.things.ships.size >= MOST.ships && key.startsWith("p")) return;
    const { changes } = this;
    const ship = new Ship();
    const fields: Plain = { id: whole(this.from, 60000), hue: whole(this.from, 256), hull: 100, alive: true };
    Object.assign(fields, { flags: 0, score: 0, angle: 0, name: NAMES[whole(this.from, NAMES.length)] });
    const thing: Thing = { x: 0, y: 0, fields, own: {} };
    if (this.simulated) this.simulate(ship);
    ship.assign(this.simulated ? ({ id: fields.id, hue: fields.hue, name: fields.name } as object) : fields);
    if (this.simulated) this.setShip(ship, thing, { hull: 100, angle: 0 });
    this.putAt(ship, thing, between(this.from, 0, this.size), between(this.from, 0, this.size));
    this.put("ships", key, ship, thing);
    if (!key.startsWith("p") || random(this.from) < 0.3) this.newOwn(key);
    // A new ship is read when it is added: no other change happens then.
    this.changes = changes;
  }

  private simulate(ship: Ship): void {
    const source = { ...OWN, hull: 0, alive: true, score: 0, flags: 0 };
    this.sources.set(ship, source);
    showSource(ship, source);
  }

  /** Changes the public values of a ship besides its position. @param values angle in 1/65536 turns */
  setShip(ship: Ship, thing: Thing, { angle, ...values }: Partial<Source> & { name?: string }): void {
    this.changes++;
    const source = this.sources.get(ship);
    const shown = angle === undefined ? values : { ...values, angle: (angle * turn) / 65536 };
    Object.assign(
      thing.fields,
      values,
      angle === undefined
        ? {}
        : {
            angle:
              source === undefined
                ? angle8((angle * turn) / 65536)
                : ((((angle + 128) >> 8) & 255) / 256) * turn,
          },
    );
    if (source === undefined) ship.assign(shown);
    else Object.assign(source, values, angle === undefined ? {} : { angle });
    if (source !== undefined) thing.own = ownOf(source);
  }

  newOwn(key: string): void {
    this.record(`new own of ${key}`);
    const thing = this.things.ships.get(key)!;
    const source = this.sources.get(this.state.ships.get(key)!);
    this.changes++;
    if (source !== undefined) {
      Object.assign(source, { vx: random(this.from), spawns: whole(this.from, 256) });
      thing.own = ownOf(source);
      return;
    }
    const own = { x: 1, y: Math.fround(random(this.from)), vx: 0, vy: -1, angle: 9, energy: 5, cooldown: 0 };
    const more = { ...own, shots: 1, spawns: whole(this.from, 256), hitTick: 0 };
    this.things.ships.get(key)!.own = more;
    this.state.ships.get(key)!.own = new Own().assign(more);
  }

  remove(name: MapName, key: string): void {
    this.record(`delete ${name} ${key}`);
    this.things[name].delete(key);
    this.state[name].delete(key);
  }

  putAt(ship: Ship, thing: Thing, x: number, y: number): void {
    this.changes++;
    thing.x = place(x);
    thing.y = place(y);
    Object.assign(thing.fields, { x: thing.x, y: thing.y });
    const source = this.sources.get(ship);
    Object.assign(source ?? ship, { x, y });
    if (source !== undefined) thing.own = ownOf(source);
  }

  put(name: MapName, key: string, entity: Ship | Bolt | Pickup, thing: Thing): void {
    this.record(`put ${name} ${key} at ${thing.x},${thing.y}`);
    this.things[name].set(key, thing);
    (this.state[name] as { set(key: string, entity: unknown): void }).set(key, entity);
  }

  record(what: string): void {
    this.log.push(`${this.tick}: ${what}`);
  }
}

/** The values as its owner should have them. */
function ownOf(source: Source): Plain {
  const own: Plain = {};
  for (const field of Object.keys(OWN) as (keyof typeof OWN)[]) own[field] = source[field];
  for (const field of ["x", "y", "vx", "vy"] as const) own[field] = Math.fround(source[field]);
  return own;
}
