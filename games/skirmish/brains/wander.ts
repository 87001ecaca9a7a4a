import type { Brain } from "./brain.ts";
import { nextErrand } from "./errand.ts";
import { rocksNear } from "./rocks.ts";
import { apart, fly, noseAhead, TOP_SPEED, wayTo } from "./steer.ts";

/** Range of sight for rocks, units. */
const SIGHT = 320;
/** Units/s: slow enough that players can follow and hit it. */
const SPEED = TOP_SPEED * 0.8;

/** A brain that roams, collects ore and never shoots. */
export const wander: Brain = (view, memory, input) => {
  input.moveX = input.moveY = input.buttons = 0;
  if (!view.self.alive) return;
  const errand = nextErrand(view, memory.random, memory.errand);
  memory.errand = errand;
  const way = apart(wayTo(rocksNear(view.map, view.self, SIGHT), view.self, errand), view.self, view.ships);
  fly(view.self, input, way, SPEED);
  noseAhead(view.self, input);
};
