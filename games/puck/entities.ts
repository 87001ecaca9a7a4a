/** The state of puck: a row a field. */
import {
  boolean,
  data,
  entity,
  float32,
  number,
  root,
  string,
  tables,
  uint8,
  uint16,
  uint32,
} from "../../shared/fields/index.ts";
import type { World } from "./server/world.ts";

const exact = { doc: "exact, to predict from" };

export const skaters = entity("Skater", (world: World) => world.skaters, {
  players: true,
  position: ["x", "y"],
  fields: {
    x: float32({ doc: "units" }),
    y: float32({ doc: "units" }),
    score: uint16({ doc: "goals" }),
    placed: uint8({ doc: "line-ups, modulo 256: when it changes the skater was put there" }),
    team: uint8({ doc: "0 red, defends the left goal; 1 blue" }).once(),
    pilot: boolean().once(),
    name: string().once(),
  },
  owned: (skater) => !skater.pilot,
  own: { vx: float32({ doc: "units a second" }), vy: float32({ doc: "units a second" }) },
  stored: { away: boolean() },
  unstored: ["key", "inputs", "inputCount"],
  draw: { x: "lerp", y: "lerp", score: "latest" },
});

export const pucks = entity("Puck", (world: World) => world.pucks, {
  position: ["x", "y"],
  fields: { x: float32(exact), y: float32(exact), vx: float32(exact), vy: float32(exact) },
  stored: { touched: string() },
});

const match = root("PuckState", (world: World) => world, {
  fields: {
    tick: uint32(),
    phase: string({ doc: "`faceOff`, `play` or `podium`" }),
    phaseEnds: uint32({ doc: "tick at which the phase ends" }),
    left: uint32({ doc: "ticks of play that are left after a face-off" }),
    round: uint16(),
    red: uint8({ doc: "goals" }),
    blue: uint8({ doc: "goals" }),
    crowd: uint16({ read: ({ skaters }) => skaters.size, doc: "skaters in the room" }),
  },
  stored: { settings: data(), random: data(), nextPilot: number() },
  unstored: ["events"],
});

/** Everybody sees the whole rink. */
const view = { half: Number.POSITIVE_INFINITY, margin: 0 };

export const puckTables = tables({ root: match, entities: { skaters, pucks }, view });
