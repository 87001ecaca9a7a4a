/**
 * The state of Skirmish: a row a field. Left out of what travels because clients derive it: rocks (from `seed`, `size`,
 * `rocks`), the flight and end of a bolt (from its birth), trails and explosions (from `alive` and `flags`).
 */
import {
  boolean,
  data,
  entity,
  flags8,
  float32,
  floats,
  item,
  list,
  number,
  place,
  root,
  string,
  tables,
  turn8,
  turn16,
  uint8,
  uint16,
  uint32,
} from "../../shared/fields/index.ts";
import { cos, sin } from "../../shared/maths/angle.ts";
import { DT, TICK_RATE } from "../../shared/tick.ts";
import type { SimShip, World } from "./server/world.ts";
import { WEAPONS, WORLD_MAX } from "./shared/config.ts";
import { FLAG } from "./shared/flags.ts";
import { leadersOf } from "./shared/leaders.ts";
import { radarOf } from "./shared/radar.ts";

export const ships = entity("Ship", (world: World) => world.ships, {
  players: true,
  position: ["x", "y"],
  fields: {
    x: place(WORLD_MAX, { doc: "units" }),
    y: place(WORLD_MAX, { doc: "units" }),
    angle: turn8({ doc: "where the nose points; as much as an eye can tell" }),
    flags: flags8(31, { read: flagsOf, doc: "bits: 1 thrust, 2 boost, 4 shield, 8 pilot, 16 player away" }),
    // Rounded up: a ship that shows no hull is dead.
    hull: uint8({ read: (ship) => Math.ceil(ship.hull), doc: "0…100" }),
    alive: boolean(),
    score: uint32(),
    id: uint16({ doc: "number of the ship in this room; bolts name their owner by it" }).once(),
    hue: uint8({ doc: "colour, 1/256 of the circle" }).once(),
    name: string().once(),
  },
  owned: (ship) => ship.pilot === undefined,
  own: {
    x: float32({ doc: "units" }),
    y: float32({ doc: "units" }),
    vx: float32({ doc: "units a second" }),
    vy: float32({ doc: "units a second" }),
    angle: turn16({ doc: "1/65536 turns" }),
    energy: uint16({ doc: "points, 0…1000" }),
    cooldown: uint8({ doc: "ticks until the next shot" }),
    shots: uint16({ doc: "shots fired, modulo 65536: `Bolt.shot` of the next one" }),
    spawns: uint8({ doc: "spawns, modulo 256: when it changes the ship was moved, not flown" }),
    hitTick: uint32({ doc: "latest tick at which this ship was hit, for the screen to flash" }),
  },
  stored: {
    hull: number(),
    shieldUntil: number(),
    shelterFrom: number(),
    diedTick: number(),
    returnTick: number(),
    away: boolean(),
    thrusting: boolean(),
    boosting: boolean(),
    seen: number(),
    history: floats(),
    pilot: data(),
  },
  unstored: ["key", "inputs", "inputCount"],
  draw: { x: "lerp", y: "lerp", angle: "turn", score: "latest" },
});

function flagsOf(ship: SimShip, { tick }: World): number {
  return (
    (ship.thrusting ? FLAG.thrust : 0) |
    (ship.boosting ? FLAG.boost : 0) |
    (tick < ship.shieldUntil ? FLAG.shield : 0) |
    (ship.pilot !== undefined ? FLAG.pilot : 0) |
    (ship.away ? FLAG.away : 0)
  );
}

/** Sent once at birth and once at its end. `flightOf` in shared/bolt.ts turns it into a line. */
export const bolts = entity("Bolt", (world: World) => world.bolts, {
  many: true,
  // Rocks and range are left out: a bolt that meets its end is deleted there in the same tick.
  position(bolt, { tick }, at) {
    const distance = (tick - bolt.born) * DT * (WEAPONS[bolt.weapon] ?? WEAPONS[0]).speed;
    at.x = bolt.x + cos(bolt.angle) * distance;
    at.y = bolt.y + sin(bolt.angle) * distance;
  },
  fields: {
    x: float32({ doc: "units; where it left the muzzle" }).once(),
    y: float32({ doc: "units" }).once(),
    angle: turn16({ doc: "1/65536 turns" }).once(),
    weapon: uint8({ doc: "index into the weapons" }).once(),
    owner: uint16({ doc: "`Ship.id` of the shooter" }).once(),
    shot: uint16({ doc: "which of its shots: how a client finds the bolt it has drawn already" }).once(),
    born: uint32({ doc: "tick at which it left the muzzle" }).once(),
  },
  stored: { depth: number(), tested: number() },
  unstored: ["key", "flight"],
});

export const pickups = entity("Pickup", (world: World) => world.pickups, {
  position: ["x", "y"],
  fields: {
    x: place(WORLD_MAX, { doc: "units" }).once(),
    y: place(WORLD_MAX, { doc: "units" }).once(),
  },
});

const leader = item("Leader", { id: uint16({ doc: "`Ship.id`" }), name: string(), score: uint32() });

export const arena = root("ArenaState", (world: World) => world, {
  fields: {
    tick: uint32(),
    phase: string({ doc: "`warmup`, `live` or `podium`" }),
    phaseEnds: uint32({ doc: "tick at which the phase ends" }),
    round: uint16(),
    seed: uint32({ doc: "of the round's map" }),
    size: uint16({ read: ({ settings }) => settings.size, doc: "side of the square world, units" }),
    rocks: uint16({ read: ({ settings }) => settings.rocks, doc: "how many" }),
    tickRate: uint8({ read: () => TICK_RATE, doc: "ticks a second" }),
    crowd: uint16({ read: ({ ships }) => ships.size, doc: "ships in the room, those out of sight included" }),
  },
  lists: {
    radar: list(uint8(), radarOf, "living ships in each square of 800 units, row by row, once a second"),
    leaders: list(leader, leadersOf, "the ten best, best first"),
  },
  stored: { settings: data(), random: data(), nextShip: number(), nextKey: number() },
  unstored: ["map", "shots", "nearby", "events"],
});

/** Half the side of what a player sees, units: more than the screen shows, so that ships enter before they are drawn. */
const HALF = 1000;

export const skirmishTables = tables({
  root: arena,
  entities: { ships, bolts, pickups },
  view: { half: HALF, margin: 0.2 },
});
