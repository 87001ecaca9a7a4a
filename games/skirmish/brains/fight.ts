import type { Random } from "../../../shared/maths/random.ts";
import type { Rock } from "../shared/map.ts";
import type { BrainView, SeenShip } from "./brain.ts";

/** A fight as a pilot sees it in one tick. */
export interface Fight {
  view: BrainView;
  /** Rocks within the pilot's sight. */
  rocks: readonly Rock[];
  target: SeenShip;
  /** Units to the target. */
  distance: number;
  /** Ticks the target has been in sight; −1 while it is hidden. */
  seenFor: number;
  random: Random;
}
