/** Template: the part that server and clients share. Each field of the state is one row of a table. */
import * as fields from "../../shared/fields/index.ts";
import { defineGame } from "../../shared/game.ts";
import { templateListing } from "./listing.ts";
import type { World } from "./server/rules.ts";
import { wish } from "./shared/move.ts";

const discs = fields.players("Disc", (world: World) => world.discs, {
  fields: { x: fields.float32(), y: fields.float32(), score: fields.uint16() },
  own: { vx: fields.float32({ doc: "units a second" }), vy: fields.float32({ doc: "units a second" }) },
});

const root = fields.root("TemplateState", (world: World) => world, {
  fields: {
    lightX: fields.uint16({ read: ({ light }) => light.x, doc: "units; a disc that touches it scores" }),
    lightY: fields.uint16({ read: ({ light }) => light.y, doc: "units" }),
  },
  stored: { random: fields.data(), light: fields.data() },
});

export const templateGame = defineGame({
  ...templateListing,
  version: 1,
  state: fields.tables({ root, entities: { discs } }),
  input: wish,
});
