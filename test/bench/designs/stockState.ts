/**
 * The state of games/skirmish/shared/schema, declared for stock StateViews: a client gets the entities in its
 * view.
 */
import { schema, t } from "@colyseus/schema";
import { WORLD_MAX } from "../../../games/skirmish/shared/config.ts";
import { Bolt, Leader, Own, Pickup } from "../../../games/skirmish/shared/schema/state.ts";

/** Tag of fields that only the owner's view contains. */
export const OWNER = 1;

const place = () => t.quantized({ min: 0, max: WORLD_MAX, bits: 16 });

export const StockShip = schema(
  {
    x: place(),
    y: place(),
    angle: t.angle({ bits: 8 }),
    flags: t.uint8(),
    hull: t.uint8(),
    alive: t.boolean(),
    score: t.uint32(),
    id: t.uint16(),
    hue: t.uint8(),
    name: t.string(),
    own: t.ref(Own).view(OWNER),
  },
  "StockShip",
);

export const ViewState = schema(
  {
    tick: t.uint32(),
    phase: t.string(),
    phaseEnds: t.uint32(),
    round: t.uint16(),
    seed: t.uint32(),
    size: t.uint16(),
    rocks: t.uint16(),
    tickRate: t.uint8(),
    crowd: t.uint16(),
    ships: t.map(StockShip).view(),
    bolts: t.map(Bolt).view(),
    pickups: t.map(Pickup).view(),
    radar: t.array("uint8"),
    leaders: t.array(Leader),
  },
  "ViewState",
);
