/** The other ships, drawn in the past where every patch is known. */

import type { ArenaState, Ship } from "../../games/skirmish/shared/schema/state.ts";
import { TICK_RATE } from "../../shared/tick.ts";
import type { Emitter } from "./emitter.ts";
import { type Sample, Track } from "./tracks.ts";
import type { DrawnShip, SessionEvents } from "./view.ts";

/** Ships that come into view appear over this time, ms. */
const FADE_IN = 250;

interface Other {
  track: Track;
  drawn: DrawnShip;
  since: number;
  /** Tick of the patch it was last in. */
  tick: number;
  shown: boolean;
}

export const freshDrawn = (key: string, mine: boolean): DrawnShip => ({
  key,
  id: 0,
  name: "",
  hue: 0,
  x: 0,
  y: 0,
  vx: 0,
  vy: 0,
  angle: 0,
  hull: 0,
  score: 0,
  alive: false,
  flags: 0,
  mine,
  fade: 0,
});

export class Others {
  readonly #own: string;
  readonly #events: Emitter<SessionEvents>;
  readonly #ships = new Map<string, Other>();
  readonly #sample: Sample = { tick: 0, x: 0, y: 0, angle: 0, alive: false, flags: 0, hull: 0 };

  /** @param own key of the ship that is not an other */
  constructor(own: string, events: Emitter<SessionEvents>) {
    this.#own = own;
    this.#events = events;
  }

  clear(): void {
    this.#ships.clear();
  }

  /** Takes down where everybody is in a patch. */
  note({ tick, ships }: ArenaState): void {
    for (const [key, ship] of ships.entries()) if (key !== this.#own) this.#noteShip(key, ship, tick);
    for (const [key, other] of this.#ships) if (other.tick !== tick) this.#ships.delete(key);
  }

  #noteShip(key: string, ship: Ship, tick: number): void {
    let other = this.#ships.get(key);
    if (other === undefined) {
      other = { track: new Track(), drawn: freshDrawn(key, false), since: -1, tick, shown: false };
      this.#ships.set(key, other);
    }
    other.tick = tick;
    const { drawn } = other;
    drawn.id = ship.id;
    drawn.name = ship.name;
    drawn.hue = ship.hue;
    drawn.score = ship.score;
    const sample = this.#sample;
    sample.tick = tick;
    sample.x = ship.x;
    sample.y = ship.y;
    sample.angle = ship.angle;
    sample.alive = ship.alive;
    sample.flags = ship.flags;
    sample.hull = ship.hull;
    other.track.add(sample);
  }

  /** Works out where everybody is to be drawn. @param tick server tick, with fractions. @param now ms */
  frame(tick: number, now: number): void {
    for (const other of this.#ships.values()) if (other.track.seek(tick)) this.#draw(other, now);
  }

  #draw(other: Other, now: number): void {
    const { drawn, track } = other;
    const { at } = track;
    const wasAlive = drawn.alive;
    drawn.x = at.x;
    drawn.y = at.y;
    drawn.vx = at.vx * TICK_RATE;
    drawn.vy = at.vy * TICK_RATE;
    drawn.angle = at.angle;
    drawn.alive = at.alive;
    drawn.flags = at.flags;
    drawn.hull = at.hull;
    if (!other.shown) {
      other.shown = true;
      other.since = now;
    } else if (wasAlive !== at.alive) {
      const { x, y, key, hue } = drawn;
      this.#events.emit(at.alive ? "spawn" : "explosion", { x, y, key, hue, mine: false });
      if (at.alive) other.since = now;
    }
    drawn.fade = Math.min(1, (now - other.since) / FADE_IN);
  }

  *drawn(): Iterable<DrawnShip> {
    for (const other of this.#ships.values()) if (other.shown) yield other.drawn;
  }
}
