/**
 * The glowing trails of engines. Puffs are placed by distance, so that a trail is equally dense at any frame
 * rate.
 */
import type { Palette } from "../../../../client/browser/palettes.ts";
import { FLAG } from "../../shared/flags.ts";
import type { DrawnShip } from "../session/skirmish.ts";
import { COLOUR, hueColour, mix } from "./colours.ts";
import { FX, FX_DETAIL, GLOW_RADIUS } from "./effectTextures.ts";
import { SHIP_SHAPES, shapeOf } from "./shipShapes.ts";
import type { ParticleLook } from "./sprites/particleLayer.ts";
import type { Stage } from "./stage.ts";

/** Distance between two puffs, units. */
const SPACING = 7;
/** A ship that has moved farther in a frame was placed by the server, units. */
const JUMP = 220;
/** How long a puff glows, seconds. */
const LIFE = 0.42;
const BOOST_LIFE = 0.75;

interface Wake {
  x: number;
  y: number;
  /** Distance flown since the last puff, units. */
  since: number;
  /** Number of the last frame with this ship. */
  seen: number;
  /** Colours of a puff, in this palette. */
  palette: Palette;
  fire: number;
  boost: number;
}

type Puff = ParticleLook & Required<Pick<ParticleLook, "rotation" | "vx" | "vy">>;

export class Trails {
  private readonly stage: Stage;
  private readonly wakes = new Map<string, Wake>();
  private frame = 0;
  /** Reused for each puff. */
  private readonly puff: Puff = {
    ...{ frame: FX.glow, x: 0, y: 0, rotation: 0, stretch: 2.2, vx: 0, vy: 0, drag: 1.5, life: LIFE },
    ...{ from: 0, to: 5 / GLOW_RADIUS / FX_DETAIL, alpha: 1, tint: 0 },
  };

  constructor(stage: Stage) {
    this.stage = stage;
  }

  update(ships: Iterable<DrawnShip>): void {
    this.frame++;
    for (const ship of ships) {
      const wake = this.wakes.get(ship.key);
      if (wake) this.extend(wake, ship);
      else this.wakes.set(ship.key, this.begin(ship));
    }
    for (const [key, { seen }] of this.wakes) if (seen !== this.frame) this.wakes.delete(key);
  }

  clear(): void {
    this.wakes.clear();
  }

  private begin({ x, y, hue }: DrawnShip): Wake {
    return { x, y, since: 0, seen: this.frame, ...this.coloursOf(hue) };
  }

  private coloursOf(hue: number): Pick<Wake, "palette" | "fire" | "boost"> {
    const paint = hueColour(hue);
    return {
      palette: this.stage.look.palette,
      fire: mix(COLOUR.fire, paint, 0.55),
      boost: mix(COLOUR.boost, paint, 0.25),
    };
  }

  private extend(wake: Wake, ship: DrawnShip): void {
    const wayX = ship.x - wake.x;
    const wayY = ship.y - wake.y;
    const way = Math.hypot(wayX, wayY);
    if (burns(ship) && way > 0 && way < JUMP && this.stage.camera.sees(ship.x, ship.y, 100)) {
      if (wake.palette !== this.stage.look.palette) Object.assign(wake, this.coloursOf(ship.hue));
      for (let at = SPACING - wake.since; at <= way; at += SPACING)
        this.lay(wake, ship, ship.x - wayX * (1 - at / way), ship.y - wayY * (1 - at / way));
      wake.since = (wake.since + way) % SPACING;
    }
    wake.x = ship.x;
    wake.y = ship.y;
    wake.seen = this.frame;
  }

  /** Adds a puff behind each engine of a ship at (x, y). */
  private lay(wake: Wake, ship: DrawnShip, x: number, y: number): void {
    const boosts = (ship.flags & FLAG.boost) !== 0;
    const shape = SHIP_SHAPES[shapeOf(ship.id)]!;
    const cos = Math.cos(ship.angle);
    const sin = Math.sin(ship.angle);
    const back = shape.engine[0] - 8;
    const { puff } = this;
    puff.rotation = ship.angle;
    puff.vx = -50 * cos;
    puff.vy = -50 * sin;
    puff.life = boosts ? BOOST_LIFE : LIFE;
    puff.from = (boosts ? 11 : 8) / GLOW_RADIUS / FX_DETAIL;
    puff.alpha = (boosts ? 0.42 : 0.27) * ship.fade;
    puff.tint = boosts ? wake.boost : wake.fire;
    const [, beside] = shape.engine;
    for (let engine = beside === 0 ? 1 : 0; engine < 2; engine++) {
      const side = engine === 0 ? -beside : beside;
      puff.x = x + back * cos - side * sin;
      puff.y = y + back * sin + side * cos;
      this.stage.trails.add(puff);
    }
  }
}

const burns = (ship: DrawnShip): boolean => ship.alive && (ship.flags & (FLAG.thrust | FLAG.boost)) !== 0;
