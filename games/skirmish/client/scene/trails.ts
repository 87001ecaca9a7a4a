/** The glowing trails of engines. Puffs are placed by distance, so a trail is equally dense at any frame rate. */

import { FLAG } from "../../shared/flags.ts";
import type { DrawnShip } from "../session/skirmish.ts";
import { COLOUR, hueColour, mix } from "./colours.ts";
import { FX, FX_DETAIL, GLOW_RADIUS } from "./effectTextures.ts";
import { SHIP_SHAPES, shapeOf } from "./shipShapes.ts";
import type { Stage } from "./stage.ts";

/** Units between two puffs. */
const SPACING = 7;
/** A ship that moves farther than this in a frame was placed by the server, units. */
const JUMP = 220;
/** How long a puff glows, seconds. */
const LIFE = 0.42;
const BOOST_LIFE = 0.75;

interface Wake {
  x: number;
  y: number;
  /** Distance flown since the last puff, units. */
  since: number;
}

export class Trails {
  private readonly stage: Stage;
  private wakes = new Map<string, Wake>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  update(ships: Iterable<DrawnShip>): void {
    for (const ship of ships) {
      const wake = this.wakes.get(ship.key);
      if (wake) this.extend(wake, ship);
      else this.wakes.set(ship.key, { x: ship.x, y: ship.y, since: 0 });
    }
  }

  clear(): void {
    this.wakes.clear();
  }

  private extend(wake: Wake, ship: DrawnShip): void {
    const wayX = ship.x - wake.x;
    const wayY = ship.y - wake.y;
    const way = Math.hypot(wayX, wayY);
    if (burns(ship) && way > 0 && way < JUMP && this.stage.camera.sees(ship.x, ship.y, 100)) {
      for (let at = SPACING - wake.since; at <= way; at += SPACING)
        this.lay(ship, ship.x - wayX * (1 - at / way), ship.y - wayY * (1 - at / way));
      wake.since = (wake.since + way) % SPACING;
    }
    wake.x = ship.x;
    wake.y = ship.y;
  }

  /** One puff behind each engine of a ship at (x, y). */
  private lay(ship: DrawnShip, x: number, y: number): void {
    const boost = (ship.flags & FLAG.boost) !== 0;
    const shape = SHIP_SHAPES[shapeOf(ship.id)]!;
    const tint = mix(boost ? COLOUR.boost : COLOUR.fire, hueColour(ship.hue), boost ? 0.25 : 0.55);
    const [cos, sin] = [Math.cos(ship.angle), Math.sin(ship.angle)];
    const back = shape.engine[0] - 8;
    for (const side of shape.engine[1] === 0 ? [0] : [shape.engine[1], -shape.engine[1]])
      this.stage.trails.add({
        frame: FX.glow,
        x: x + back * cos - side * sin,
        y: y + back * sin + side * cos,
        rotation: ship.angle,
        stretch: 2.2,
        vx: -50 * cos,
        vy: -50 * sin,
        drag: 1.5,
        life: boost ? BOOST_LIFE : LIFE,
        from: (boost ? 11 : 8) / GLOW_RADIUS / FX_DETAIL,
        to: 5 / GLOW_RADIUS / FX_DETAIL,
        alpha: (boost ? 0.42 : 0.27) * ship.fade,
        tint,
      });
  }
}

const burns = (ship: DrawnShip): boolean => ship.alive && (ship.flags & (FLAG.thrust | FLAG.boost)) !== 0;
