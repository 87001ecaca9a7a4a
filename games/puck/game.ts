/** Puck: two teams push a puck into each other's goal. This is the part that server and clients share. */
import * as fields from "../../shared/fields/index.ts";
import { defineGame } from "../../shared/game.ts";
import { puckListing } from "./listing.ts";
import type { World } from "./server/world.ts";
import { push } from "./shared/rink.ts";

const skaters = fields.players("Skater", (world: World) => world.skaters, {
  fields: {
    x: fields.float32({ doc: "units" }),
    y: fields.float32({ doc: "units" }),
    score: fields.uint16({ doc: "goals" }),
    placed: fields.uint8({ doc: "line-ups, modulo 256; a change means that the server placed the skater" }),
    team: fields.uint8({ doc: "0 red, defends the left goal; 1 blue" }).once(),
    pilot: fields.boolean().once(),
  },
  owned: (skater) => !skater.pilot,
  own: { vx: fields.float32({ doc: "units a second" }), vy: fields.float32({ doc: "units a second" }) },
  stored: { won: fields.boolean() },
});

const exact = { doc: "exact, to predict from" };
const pucks = fields.entity("Puck", (world: World) => world.pucks, {
  position: ["x", "y"],
  fields: {
    x: fields.float32(exact),
    y: fields.float32(exact),
    vx: fields.float32(exact),
    vy: fields.float32(exact),
  },
  stored: { touched: fields.string(), touchedBefore: fields.string() },
});

const root = fields.root("PuckState", (world: World) => world, {
  fields: {
    phase: fields.string({ doc: "`faceOff`, `play` or `podium`" }),
    phaseEnds: fields.uint32({ doc: "tick at which the phase ends" }),
    left: fields.uint32({ doc: "ticks of play left after the face-off" }),
    round: fields.uint16(),
    red: fields.uint8({ doc: "goals" }),
    blue: fields.uint8({ doc: "goals" }),
  },
  stored: { random: fields.data(), nextPilot: fields.number() },
  unstored: ["goals"],
});

export const puck = defineGame({
  ...puckListing,
  version: 4,
  // Every client sees the whole rink.
  state: fields.tables({ root, entities: { skaters, pucks } }),
  input: push,
});
