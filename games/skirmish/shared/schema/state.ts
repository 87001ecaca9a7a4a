/**
 * The replicated state: shape only. Left out because clients derive it: rocks (from `seed`, `size`, `rocks`), the
 * flight and end of a bolt (from its birth), trails and explosions (from `alive` and `flags`).
 */
import { type SchemaType, schema, t } from "@colyseus/schema";
import { WORLD_MAX } from "../config.ts";

/** A position all may see: 16 bits, a quarter of a unit fine. Never a source for prediction. */
const place = () => t.quantized({ min: 0, max: WORLD_MAX, bits: 16 });

/** The exact values a player's own client predicts from; only that client receives them. */
export const Own = schema(
  {
    x: t.float32(),
    y: t.float32(),
    vx: t.float32(),
    vy: t.float32(),
    /** 1/65536 turns. */
    angle: t.uint16(),
    energy: t.uint16(),
    /** Ticks until the next shot. */
    cooldown: t.uint8(),
    /** Shots fired, counted modulo 65536: `Bolt.shot` of the next one. */
    shots: t.uint16(),
    /** Spawns, counted modulo 256: when it changes the ship was moved, not flown. */
    spawns: t.uint8(),
    /** Most recent tick at which this ship was hit, for the screen to flash. */
    hitTick: t.uint32(),
  },
  "Own",
);
export type Own = SchemaType<typeof Own>;

export { FLAG } from "../flags.ts";

export const Ship = schema(
  {
    x: place(),
    y: place(),
    /** Radians in [0, 2π); 8 bits, as much as an eye can tell. */
    angle: t.angle({ bits: 8 }),
    /** See `FLAG`. */
    flags: t.uint8(),
    hull: t.uint8(),
    alive: t.boolean(),
    score: t.uint32(),
    /** Number of the ship in this room; bolts name their owner by it. */
    id: t.uint16(),
    /** Colour as 1/256 of the circle. */
    hue: t.uint8(),
    name: t.string(),
    own: t.ref(Own).view(),
  },
  "Ship",
);
export type Ship = SchemaType<typeof Ship>;

/** Sent once at birth and once at its end. `flightOf` in games/skirmish/shared turns it into a line. */
export const Bolt = schema(
  {
    x: t.float32(),
    y: t.float32(),
    /** 1/65536 turns. */
    angle: t.uint16(),
    /** Index into `WEAPONS`. */
    weapon: t.uint8(),
    /** `Ship.id` of who fired it, and which of its shots it is: how a client finds the bolt it has drawn already. */
    owner: t.uint16(),
    shot: t.uint16(),
    /** Server tick at which it left the muzzle. */
    born: t.uint32(),
  },
  "Bolt",
);
export type Bolt = SchemaType<typeof Bolt>;

export const Pickup = schema({ x: place(), y: place() }, "Pickup");
export type Pickup = SchemaType<typeof Pickup>;

export const Leader = schema({ id: t.uint16(), name: t.string(), score: t.uint32() }, "Leader");
export type Leader = SchemaType<typeof Leader>;

export const ArenaState = schema(
  {
    tick: t.uint32(),
    /** `Phase` in shared/protocol.ts. */
    phase: t.string(),
    /** Tick at which the phase ends. */
    phaseEnds: t.uint32(),
    round: t.uint16(),
    seed: t.uint32(),
    size: t.uint16(),
    rocks: t.uint16(),
    tickRate: t.uint8(),
    /** Ships in the room, those out of sight included. */
    crowd: t.uint16(),
    ships: t.map(Ship),
    bolts: t.map(Bolt),
    pickups: t.map(Pickup),
    /** Living ships in each square of side `RADAR.cell`, row by row; each square is counted once a second. */
    radar: t.array("uint8"),
    /** The ten best, best first. */
    leaders: t.array(Leader),
  },
  "ArenaState",
);
export type ArenaState = SchemaType<typeof ArenaState>;
