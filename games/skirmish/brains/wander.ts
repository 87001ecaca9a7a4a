import type { Brain } from "./brain.ts";
import { type Errand, nextErrand } from "./errand.ts";
import { rocksNear } from "./rocks.ts";
import { apart, fly, noseAhead, TOP_SPEED, wayTo } from "./steer.ts";

/** How far it looks for rocks, units. */
const SIGHT = 320;
/** Unhurried, so that it is easy to follow and to hit, units/s. */
const SPEED = TOP_SPEED * 0.8;

/** Roams, collects ore and harms nobody. */
export const wander: Brain = (view, memory, input) => {
  input.moveX = input.moveY = input.buttons = 0;
  if (!view.self.alive) return;
  const errand = nextErrand(view, memory.random, memory.errand as Errand | undefined);
  memory.errand = errand;
  const way = apart(wayTo(rocksNear(view.map, view.self, SIGHT), view.self, errand), view.self, view.ships);
  fly(view.self, input, way, SPEED);
  noseAhead(view.self, input);
};
