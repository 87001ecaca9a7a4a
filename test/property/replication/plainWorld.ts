/** A random world twice: as replicated state, and as the plain values it should be. Every change is made to both. */
import { ArenaState, type Bolt, Own, type Pickup, Ship } from "../../../shared/schema/state.ts";
import { between, type Random, random, whole } from "../../../shared/sim/random.ts";

export type Plain = Record<string, unknown>;

export interface Thing {
  /** Where it counts as being, as replicated. */
  x: number;
  y: number;
  /** The values every client that sees it should have. */
  fields: Plain;
  /** The values its owner should have besides. A new ship has them, still without values. */
  own?: Plain;
}

export type MapName = "ships" | "bolts" | "pickups";
export const MAPS: readonly MapName[] = ["ships", "bolts", "pickups"];

/** 16 bits over the largest world, as in shared/schema/state.ts. */
export const place = (at: number): number =>
  (Math.floor((Math.min(Math.max(at, 0), 16384) / 16384) * 65535 + 0.5) / 65535) * 16384;
const turn = 2 * Math.PI;
/** 8 bits of a turn. */
export const angle8 = (at: number): number => ((Math.floor((at / turn) * 256 + 0.5) % 256) / 256) * turn;

export const NAMES = ["a", "Zoë", "長い名前の船", "🚀🚀", "Pilot-1234", "x".repeat(40), ""];
/** Most of each, so that the worlds stay quick. */
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
  /** How far bolts have flown is told by this; they fly along x, from where they were fired. */
  tick = 0;
  readonly from: Random;
  private readonly flying: boolean;
  readonly size: number;
  /** For keys and numbers that are new. */
  next = 0;

  constructor(from: Random, flying: boolean) {
    this.from = from;
    this.flying = flying;
    this.size = random(from) < 0.2 ? 16384 : 3000;
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
    this.setRoot({ tick: this.tick });
    for (const thing of this.things.bolts.values()) if (this.flying) thing.x = this.flownTo(thing.fields);
  }

  /** What a room would pass as `placeOfBolt`. */
  flownTo(bolt: { x?: unknown; born?: unknown }): number {
    return (bolt.x as number) + (this.tick - (bolt.born as number)) * 40;
  }

  anyKey(name: MapName): string | undefined {
    const keys = [...this.things[name].keys()];
    return keys[whole(this.from, keys.length)];
  }

  /** Keys that begin with p are pilots'. */
  addShip(key: string): void {
    if (this.things.ships.size >= MOST.ships && key.startsWith("p")) return;
    const ship = new Ship();
    const fields: Plain = { id: whole(this.from, 60000), hue: whole(this.from, 256), hull: 100, alive: true };
    Object.assign(fields, { flags: 0, score: 0, angle: 0, name: NAMES[whole(this.from, NAMES.length)] });
    const thing: Thing = { x: 0, y: 0, fields, own: {} };
    ship.assign(fields);
    this.putAt(ship, thing, between(this.from, 0, this.size), between(this.from, 0, this.size));
    this.put("ships", key, ship, thing);
    if (!key.startsWith("p") || random(this.from) < 0.3) this.newOwn(key);
  }

  newOwn(key: string): void {
    this.say(`new own of ${key}`);
    const own = { x: 1, y: Math.fround(random(this.from)), vx: 0, vy: -1, angle: 9, energy: 5, cooldown: 0 };
    const more = { ...own, shots: 1, spawns: whole(this.from, 256), hitTick: 0 };
    this.things.ships.get(key)!.own = more;
    this.state.ships.get(key)!.own = new Own().assign(more);
  }

  remove(name: MapName, key: string): void {
    this.say(`delete ${name} ${key}`);
    this.things[name].delete(key);
    this.state[name].delete(key);
  }

  putAt(ship: Ship, thing: Thing, x: number, y: number): void {
    ship.x = x;
    ship.y = y;
    thing.x = place(x);
    thing.y = place(y);
    Object.assign(thing.fields, { x: thing.x, y: thing.y });
  }

  put(name: MapName, key: string, entity: Ship | Bolt | Pickup, thing: Thing): void {
    this.say(`put ${name} ${key} at ${thing.x},${thing.y}`);
    this.things[name].set(key, thing);
    (this.state[name] as { set(key: string, entity: unknown): void }).set(key, entity);
  }

  say(what: string): void {
    this.log.push(`${this.tick}: ${what}`);
  }
}
