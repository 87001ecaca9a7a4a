/**
 * The state of Skirmish: one row for each field. Some things are not sent because clients derive them: rocks
 * (from `seed`, `size`, `rocks`), the flight and end of a bolt (from its birth), trails and explosions (from
 * `alive` and `flags`).
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
import { isPractice } from "./shared/practice.ts";
import { radarOf } from "./shared/radar.ts";

export const ships = entity("Ship", (world: World) => world.ships, {
  players: true,
  position: ["x", "y"],
  fields: {
    x: place(WORLD_MAX, { doc: "units" }),
    y: place(WORLD_MAX, { doc: "units" }),
    angle: turn8({ doc: "where the nose points, as finely as a player can see" }),
    flags: flags8(127, {
      read: flagsOf,
      doc: "bits: 1 thrust, 2 boost, 4 shield, 8 pilot, 16 player away, 32 bot, 64 wants a rematch",
    }),
    // Rounded up, so that only a destroyed ship shows 0.
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
    spawns: uint8({ doc: "spawns, modulo 256; a change means that the server placed the ship" }),
    hitTick: uint32({ doc: "latest tick at which this ship was hit; the screen flashes" }),
  },
  stored: {
    kills: number(),
    deaths: number({ added: 0 }),
    won: boolean(),
    agrees: boolean({ added: false }),
    skill: number({ added: 1000 }),
    hull: number(),
    shieldUntil: number(),
    shelterFrom: number(),
    diedTick: number(),
    returnTick: number(),
    away: boolean(),
    bot: boolean({ added: false }),
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
    (ship.away ? FLAG.away : 0) |
    (ship.bot ? FLAG.bot : 0) |
    (ship.agrees ? FLAG.agrees : 0)
  );
}

function agreedIn({ ships }: World): number {
  let agreed = 0;
  for (const ship of ships.values()) if (ship.agrees) agreed++;
  return agreed;
}

/**
 * A bolt is sent once at its birth and once at its end. `flightOf` in shared/bolt.ts computes its flight from
 * its birth.
 */
export const bolts = entity("Bolt", (world: World) => world.bolts, {
  many: true,
  // Rocks and range need no check: a bolt that reaches its end is deleted in the same tick.
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
    shot: uint16({
      doc: "number of the owner's shot, by which its client finds the bolt it has already drawn",
    }).once(),
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

const leader = item("Leader", {
  id: uint16({ doc: "`Ship.id`" }),
  name: string(),
  score: uint32(),
  kills: uint16({ doc: "of this round, as `deaths`" }),
  deaths: uint16(),
  bot: boolean({ doc: "says that it is a bot" }),
});

export const arena = root("ArenaState", (world: World) => world, {
  fields: {
    phase: string({ doc: "`warmup`, `live` or `podium`; `waiting` in a duel without an opponent" }),
    phaseEnds: uint32({ doc: "tick at which the phase ends" }),
    round: uint16(),
    seed: uint32({ doc: "of the round's map" }),
    size: uint16({ read: ({ settings }) => settings.size, doc: "side of the square world, units" }),
    rocks: uint16({ read: ({ settings }) => settings.rocks, doc: "how many" }),
    firstTo: uint8({
      read: ({ settings }) => settings.firstTo ?? 0,
      doc: "kills that win a duel; 0: no duel",
    }),
    practice: boolean({ read: isPractice, doc: "a duel against a bot, in which nothing counts" }),
    agreed: uint8({ read: agreedIn, doc: "players of a duel that want a rematch" }),
    tickRate: uint8({ read: () => TICK_RATE, doc: "ticks a second" }),
  },
  lists: {
    radar: list(uint8(), radarOf, "living ships in each square of 800 units, row by row, once a second"),
    leaders: list(leader, leadersOf, "the ten best players, best first"),
  },
  stored: {
    waitsFrom: number({ added: 0 }),
    random: data(),
    nextShip: number(),
    nextKey: number(),
  },
  unstored: ["map", "shots", "nearby", "targets", "events"],
});

/**
 * Half the side of the interest area, units: larger than the screen, so that a client has a ship before it
 * has to draw it.
 */
const HALF = 1000;

export const skirmishTables = tables({
  root: arena,
  entities: { ships, bolts, pickups },
  view: { half: HALF, margin: 0.2 },
});
