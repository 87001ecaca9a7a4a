/** Template: the part that server and clients share. Each field of the state is one row of a table. */
import * as fields from "../../shared/fields/index.ts";
import { defineGame } from "../../shared/game.ts";
import { templateListing } from "./listing.ts";
import type { World } from "./server/world.ts";
import { wish } from "./shared/move.ts";

const discs = fields.entity("Disc", (world: World) => world.discs, {
  players: true,
  position: ["x", "y"],
  fields: {
    x: fields.float32(),
    y: fields.float32(),
    score: fields.uint16(),
    name: fields.string().once(),
    bot: fields.boolean().once(),
  },
  own: { vx: fields.float32({ doc: "units a second" }), vy: fields.float32({ doc: "units a second" }) },
  stored: { away: fields.boolean() },
  unstored: ["key", "inputs", "inputCount"],
  draw: { x: "lerp", y: "lerp", score: "latest" },
});

const world = fields.root("TemplateState", (world: World) => world, {
  fields: {
    tick: fields.uint32(),
    lightX: fields.uint16({
      read: ({ light }) => light.x,
      doc: "units; a disc that touches the light scores",
    }),
    lightY: fields.uint16({ read: ({ light }) => light.y, doc: "units" }),
    crowd: fields.uint16({ read: ({ discs }) => discs.size, doc: "players in the room" }),
  },
  stored: { settings: fields.data(), random: fields.data(), light: fields.data() },
});

export const templateGame = defineGame({
  ...templateListing,
  version: 1,
  state: fields.tables({ root: world, entities: { discs } }),
  input: wish,
  messages: {},
});
