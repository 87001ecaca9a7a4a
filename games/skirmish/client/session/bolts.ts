/**
 * Bolts fly by themselves: a birth is all that is known of one. A shot of the own ship is born when its input is sent;
 * the server's word, a round trip later, confirms it or takes it back. All bolts fly on the clock of the drawn tick, as
 * their targets do: so a bolt meets on the screen what the server, which rewinds to that tick, lets it hit.
 */

import { toRadians } from "../../../../shared/maths/angle.ts";
import { DT } from "../../../../shared/tick.ts";
import { type BoltBirth, type Flight, flightOf, flown, isOver, sweep } from "../../shared/bolt.ts";
import { SHIP, WEAPONS } from "../../shared/config.ts";
import type { ArenaMap } from "../../shared/map.ts";
import type { ArenaState } from "../../shared/schema/state.ts";
import { MUZZLE } from "../../shared/ship.ts";
import type { DrawnShip, Emit } from "./skirmish.ts";

/** A bolt as it should be drawn in this frame. Reused between frames. */
export interface DrawnBolt {
  key: string;
  x: number;
  y: number;
  /** Radians. */
  angle: number;
  weapon: number;
  mine: boolean;
  /** 1, falling to 0 when a shot that was shown at once turns out not to have happened. */
  fade: number;
}

/** A shot that did not happen goes out over this time, ms. */
const TAKE_BACK = 150;
/** A bolt that was about to end anyway ended there, not at a ship. Ticks. */
const NEAR_END = 1;

interface Bolt {
  birth: BoltBirth;
  flight: Flight;
  drawn: DrawnBolt;
  /** Shown before the server told of it. */
  predicted: boolean;
  /** Drawn tick at which it left the muzzle. */
  start: number;
  /** Of an own shot that the server has not told of: its input. */
  seq: number | undefined;
  /** Tick whose patch did not have it any more. */
  removed: number | undefined;
  refusedAt: number | undefined;
  shown: boolean;
  /** Units flown when last drawn. */
  at: number;
}

const ownName = (shot: number): string => `own-${shot}`;

export class Bolts {
  readonly #emit: Emit;
  readonly #bolts = new Map<string, Bolt>();
  /** Drawn in the previous frame. */
  #tick = 0;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** The own ship fires. @param seq its input. @param start the drawn tick at that moment */
  fire(birth: BoltBirth, map: ArenaMap, seq: number, start: number): void {
    const key = ownName(birth.shot);
    const bolt = this.#fresh(key, birth, map, true, seq, start);
    // The barrel counts too, as it does on the server.
    bolt.at = -MUZZLE;
    this.#bolts.set(key, bolt);
  }

  /**
   * Takes down which bolts there are in a patch.
   * @param own the own ship's number
   * @param ack the newest own input in it: a shot up to then is in it too, or has not happened
   */
  note({ tick, bolts }: ArenaState, map: ArenaMap, own: number, ack: number, now: number): void {
    const present = new Set<string>();
    for (const [key, bolt] of bolts.entries()) {
      const name = bolt.owner === own && this.#bolts.has(ownName(bolt.shot)) ? ownName(bolt.shot) : key;
      present.add(name);
      const known = this.#bolts.get(name);
      if (known !== undefined) known.seq = undefined;
      else {
        const { x, y, angle, weapon, owner, shot, born } = bolt;
        const birth = { x, y, angle, weapon, owner, shot, born };
        this.#bolts.set(key, this.#fresh(key, birth, map, owner === own, undefined, born));
      }
    }
    for (const [name, bolt] of this.#bolts) {
      if (present.has(name)) continue;
      if (bolt.seq === undefined) bolt.removed ??= tick;
      else if (bolt.seq <= ack) bolt.refusedAt ??= now;
    }
  }

  /** The link is new: nobody will say what became of the shots under way. */
  forget(now: number): void {
    for (const bolt of this.#bolts.values()) if (bolt.seq !== undefined) bolt.refusedAt ??= now;
  }

  clear(): void {
    this.#bolts.clear();
  }

  /**
   * Moves every bolt to where it is to be drawn.
   * @param tick the drawn server tick
   * @param now ms
   * @param ships as drawn: what an own bolt meets on the screen stops it there
   */
  frame(tick: number, now: number, ships: Iterable<DrawnShip>): void {
    const targets = [...ships].filter((ship) => ship.alive && !ship.mine);
    const passed = Math.max(0, tick - this.#tick);
    this.#tick = tick;
    for (const [name, bolt] of this.#bolts)
      if (!this.#fly(bolt, tick, passed, now, targets)) this.#bolts.delete(name);
  }

  *drawn(): Iterable<DrawnBolt> {
    for (const bolt of this.#bolts.values()) if (bolt.shown) yield bolt.drawn;
  }

  #fresh(
    key: string,
    birth: BoltBirth,
    map: ArenaMap,
    mine: boolean,
    seq: number | undefined,
    start: number,
  ): Bolt {
    const { x, y, weapon } = birth;
    const angle = toRadians(birth.angle);
    return {
      birth,
      flight: flightOf(map, birth),
      drawn: { key, x, y, angle, weapon, mine, fade: 1 },
      predicted: seq !== undefined,
      start,
      seq,
      removed: undefined,
      refusedAt: undefined,
      shown: false,
      at: 0,
    };
  }

  /** @returns whether it goes on. */
  #fly(bolt: Bolt, tick: number, passed: number, now: number, targets: readonly DrawnShip[]): boolean {
    const { predicted } = bolt;
    const age = tick - bolt.start;
    if (age < 0) return true;
    if (!bolt.shown) this.#appear(bolt, predicted);
    const from = bolt.at;
    bolt.at = flown(bolt.flight, age);
    bolt.drawn.x = bolt.birth.x + bolt.flight.dx * bolt.at;
    bolt.drawn.y = bolt.birth.y + bolt.flight.dy * bolt.at;
    if (bolt.refusedAt !== undefined) {
      bolt.drawn.fade = 1 - (now - bolt.refusedAt) / TAKE_BACK;
      return bolt.drawn.fade > 0;
    }
    const met = predicted ? meets(bolt, from, targets, Math.min(passed, age)) : undefined;
    if (met !== undefined) return this.#end(bolt, "ship", met.key);
    if (isOver(bolt.flight, age)) return this.#end(bolt, endOf(bolt));
    if (bolt.removed === undefined) return true;
    // The word of its end is news of the past for an own bolt; for others' it is true when the screen gets there.
    if (!predicted && tick < bolt.removed) return true;
    return this.#end(bolt, isOver(bolt.flight, age + NEAR_END) ? endOf(bolt) : "ship");
  }

  #appear(bolt: Bolt, predicted: boolean): void {
    bolt.shown = true;
    const { x, y, angle, weapon, mine } = bolt.drawn;
    if (!predicted) this.#emit("shot", { x, y, angle, weapon, mine });
  }

  #end(bolt: Bolt, on: "ship" | "rock" | "air", met?: string): false {
    const { x, y, angle, weapon } = bolt.drawn;
    this.#emit("boltEnd", { x, y, angle, weapon, shot: bolt.birth.shot, on, met });
    return false;
  }
}

/** At full range it goes out; short of it something was in the way. */
function endOf({ flight, birth }: Bolt): "rock" | "air" {
  const range = flight.step * (WEAPONS[birth.weapon] ?? WEAPONS[0]).life;
  return flight.length < range ? "rock" : "air";
}

/**
 * Both fly straight in a frame, so the way of one as seen from the other is a line.
 * @param passed ticks since the bolt was where it had flown `from`
 * @returns the ship that it met on its way, and puts the bolt there
 */
function meets(
  bolt: Bolt,
  from: number,
  targets: readonly DrawnShip[],
  passed: number,
): DrawnShip | undefined {
  const { birth, flight, at, drawn } = bolt;
  const [x, y] = [birth.x + flight.dx * from, birth.y + flight.dy * from];
  const reach = SHIP.radius + (WEAPONS[birth.weapon] ?? WEAPONS[0]).radius;
  let [first, earliest]: [DrawnShip | undefined, number] = [undefined, 2];
  for (const target of targets) {
    const wasX = target.x - target.vx * DT * passed;
    const wasY = target.y - target.vy * DT * passed;
    const part = sweep(x - wasX, y - wasY, drawn.x - target.x, drawn.y - target.y, reach);
    if (part >= 0 && part < earliest) [first, earliest] = [target, part];
  }
  if (first === undefined) return undefined;
  const met = from + (at - from) * earliest;
  drawn.x = birth.x + flight.dx * met;
  drawn.y = birth.y + flight.dy * met;
  return first;
}
