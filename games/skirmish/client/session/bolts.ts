/**
 * Computes bolts from their births alone. A shot of the own ship is predicted when its input is sent; the
 * server confirms or refuses it a round trip later. All bolts fly on the clock of the drawn tick, as their
 * targets do. So a bolt hits the same ship on the screen as on the server, which rewinds to that tick.
 */
import { toRadians } from "../../../../shared/maths/angle.ts";
import { DT } from "../../../../shared/tick.ts";
import { type BoltBirth, type Flight, flightOf, flown, isOver, sweep } from "../../shared/bolt.ts";
import { SHIP, WEAPONS } from "../../shared/config.ts";
import type { ArenaMap } from "../../shared/map.ts";
import type { ArenaState } from "../../shared/schema/state.ts";
import { MUZZLE } from "../../shared/ship.ts";
import type { DrawnShip, Emit } from "./skirmish.ts";

/** A bolt as it is to be drawn in this frame. The object is reused between frames: do not keep it. */
export interface DrawnBolt {
  key: string;
  x: number;
  y: number;
  /** Radians. */
  angle: number;
  weapon: number;
  mine: boolean;
  /** Opacity: 1, or falling to 0 after the server has refused a predicted shot. */
  fade: number;
}

/** A refused shot fades out over this time, ms. */
const TAKE_BACK = 150;
/** A bolt that is removed at most this long before the end of its flight has hit no ship, ticks. */
const NEAR_END = 1;

interface Bolt {
  birth: BoltBirth;
  flight: Flight;
  drawn: DrawnBolt;
  /** Shown before the server sent it. */
  predicted: boolean;
  /** Drawn tick at which the bolt left the muzzle. */
  start: number;
  /** Number of the input that fired the bolt; undefined once the server has confirmed the bolt. */
  seq: number | undefined;
  /** First tick whose patch no longer contained the bolt. */
  removed: number | undefined;
  refusedAt: number | undefined;
  shown: boolean;
  /** Distance flown when last drawn, units. */
  at: number;
}

const ownName = (shot: number): string => `own-${shot}`;

export class Bolts {
  readonly #emit: Emit;
  readonly #bolts = new Map<string, Bolt>();
  /** Drawn in the previous frame. */
  #tick = 0;
  /** Reused in each frame: ships that an own bolt can hit, and what is drawn. */
  readonly #targets: DrawnShip[] = [];
  readonly #drawn: DrawnBolt[] = [];

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** Adds a predicted shot. @param seq number of its input. @param start drawn tick at that moment */
  fire(birth: BoltBirth, map: ArenaMap, seq: number, start: number): void {
    const key = ownName(birth.shot);
    const bolt = this.#fresh(key, birth, map, true, seq, start);
    // Starts at the middle of the ship, as on the server.
    bolt.at = -MUZZLE;
    this.#bolts.set(key, bolt);
  }

  /**
   * Compares the known bolts with those in a patch.
   * @param own id of the own ship
   * @param ack newest acknowledged input: a shot up to this input is in the patch, or was refused
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

  /** After a reconnection unconfirmed shots are never confirmed, so they fade out. */
  forget(now: number): void {
    for (const bolt of this.#bolts.values()) if (bolt.seq !== undefined) bolt.refusedAt ??= now;
  }

  clear(): void {
    this.#bolts.clear();
    this.#drawn.length = 0;
  }

  /**
   * Moves all bolts to their places in this frame.
   * @param tick the drawn server tick
   * @param now ms
   * @param ships as drawn; an own bolt ends at the first ship that it hits on the screen
   */
  frame(tick: number, now: number, ships: Iterable<DrawnShip>): void {
    const targets = this.#targets;
    targets.length = 0;
    for (const ship of ships) if (ship.alive && !ship.mine) targets.push(ship);
    const passed = Math.max(0, tick - this.#tick);
    this.#tick = tick;
    this.#drawn.length = 0;
    for (const [name, bolt] of this.#bolts)
      if (!this.#fly(bolt, tick, passed, now, targets)) this.#bolts.delete(name);
      else if (bolt.shown) this.#drawn.push(bolt.drawn);
  }

  /** @returns the bolts of the latest frame; the list is reused */
  drawn(): readonly DrawnBolt[] {
    return this.#drawn;
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

  /** @returns whether the bolt continues to fly */
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
    // An own bolt is drawn ahead of the patch, so it ends at once. The bolt of another ship ends when the
    // drawn tick reaches the tick of the removal.
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

/** @returns what ended the bolt: "air" at its full range, else a "rock" or the wall */
function endOf({ flight, birth }: Bolt): "rock" | "air" {
  const range = flight.step * (WEAPONS[birth.weapon] ?? WEAPONS[0]).life;
  return flight.length < range ? "rock" : "air";
}

/**
 * Finds the first ship that a bolt hits in this frame, and moves the bolt to that place. Both fly straight
 * during a frame, so their relative motion is a line.
 * @param from distance that the bolt had flown in the previous frame, units
 * @param passed ticks since then
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
