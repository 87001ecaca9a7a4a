/** The motion of a ship: the server applies this step, and clients predict with it, bit for bit. */
import { INPUT } from "../../../shared/limits.ts";
import { cos, sin, turnTo, wrap } from "../../../shared/maths/angle.ts";
import { DT } from "../../../shared/tick.ts";
import { SHIP, WEAPONS } from "./config.ts";
import { BUTTON, type ShipInput } from "./input.ts";
import { type ArenaMap, rockAt } from "./map.ts";

/**
 * What one step reads and writes. Positions and speeds are float32 values (rounded at the end of every step),
 * so the owner receives an exact copy, and prediction starts from the same bits.
 */
export interface ShipBody {
  x: number;
  y: number;
  /** Units a second. */
  vx: number;
  vy: number;
  /** 1/65536 turns. */
  angle: number;
  /** Whole points. */
  energy: number;
  /** Ticks until the next shot. */
  cooldown: number;
  /** Shots fired, modulo 65536. */
  shots: number;
}

/** What a step reads of the world around the ship. */
export interface StepRules {
  map: ArenaMap;
  /** False between rounds: weapons do not fire. */
  weapons: boolean;
}

/** Share of the speed that is left after one tick of drag. */
const KEEP = 1 - SHIP.drag * DT;

/**
 * Advances a ship by one tick. Deterministic, because it uses + − × ÷ and sqrt only.
 * @param input every field within its domain, see `cleanInput`
 * @returns the index into `WEAPONS` of the shot fired in this step, or −1
 */
export function stepShip(ship: ShipBody, input: ShipInput, rules: StepRules): number {
  turn(ship, input);
  thrust(ship, input);
  move(ship);
  collide(ship, rules.map);
  const fired = trigger(ship, input, rules.weapons);
  ship.x = Math.fround(ship.x);
  ship.y = Math.fround(ship.y);
  ship.vx = Math.fround(ship.vx);
  ship.vy = Math.fround(ship.vy);
  return fired;
}

function turn(ship: ShipBody, input: ShipInput): void {
  const wanted = turnTo(ship.angle, input.aim);
  const step =
    wanted > SHIP.turnPerTick ? SHIP.turnPerTick : wanted < -SHIP.turnPerTick ? -SHIP.turnPerTick : wanted;
  ship.angle = wrap(ship.angle + step);
}

/** @returns whether this input boosts a ship with this much energy */
export const boosts = (energy: number, input: ShipInput): boolean =>
  (input.buttons & BUTTON.boost) !== 0 &&
  energy >= SHIP.boostPerTick &&
  (input.moveX !== 0 || input.moveY !== 0);

function thrust(ship: ShipBody, input: ShipInput): void {
  let x = input.moveX / INPUT.axis;
  let y = input.moveY / INPUT.axis;
  const square = x * x + y * y;
  if (square > 1) {
    const length = Math.sqrt(square);
    x /= length;
    y /= length;
  }
  let power: number = SHIP.thrust;
  if (boosts(ship.energy, input)) {
    power *= SHIP.boostThrust;
    ship.energy -= SHIP.boostPerTick;
  } else {
    ship.energy = Math.min(SHIP.energy, ship.energy + SHIP.energyPerTick);
  }
  ship.vx = ship.vx * KEEP + x * power * DT;
  ship.vy = ship.vy * KEEP + y * power * DT;
}

function move(ship: ShipBody): void {
  ship.x += ship.vx * DT;
  ship.y += ship.vy * DT;
}

/**
 * A ship moves at most 21 units a tick, less than the radius of any rock, so it is enough to test its new
 * position.
 */
function collide(ship: ShipBody, map: ArenaMap): void {
  const rock = rockAt(map, ship.x, ship.y, SHIP.radius);
  if (rock !== undefined) {
    const dx = ship.x - rock.x;
    const dy = ship.y - rock.y;
    const distance = Math.sqrt(dx * dx + dy * dy);
    const nx = distance > 0 ? dx / distance : 1;
    const ny = distance > 0 ? dy / distance : 0;
    const reach = rock.radius + SHIP.radius;
    bounceAt(ship, rock.x + nx * reach, rock.y + ny * reach, nx, ny);
  }
  const far = map.size - SHIP.radius;
  if (ship.x < SHIP.radius) bounceAt(ship, SHIP.radius, ship.y, 1, 0);
  else if (ship.x > far) bounceAt(ship, far, ship.y, -1, 0);
  if (ship.y < SHIP.radius) bounceAt(ship, ship.x, SHIP.radius, 0, 1);
  else if (ship.y > far) bounceAt(ship, ship.x, far, 0, -1);
}

function bounceAt(ship: ShipBody, x: number, y: number, nx: number, ny: number): void {
  ship.x = x;
  ship.y = y;
  bounce(ship, nx, ny);
}

/** Reverses and reduces the part of the velocity that points into the surface with normal (nx, ny). */
function bounce(ship: ShipBody, nx: number, ny: number): void {
  const into = ship.vx * nx + ship.vy * ny;
  if (into >= 0) return;
  ship.vx -= (1 + SHIP.bounce) * into * nx;
  ship.vy -= (1 + SHIP.bounce) * into * ny;
}

function trigger(ship: ShipBody, input: ShipInput, allowed: boolean): number {
  if (ship.cooldown > 0) {
    ship.cooldown--;
    return -1;
  }
  if (!allowed) return -1;
  // If several buttons are held, the last slot wins: a player presses the heavy weapon on purpose.
  for (let slot = WEAPONS.length - 1; slot >= 0; slot--) {
    const weapon = WEAPONS[slot]!;
    if ((input.buttons & (BUTTON.fire << slot)) === 0 || ship.energy < weapon.energy) continue;
    ship.energy -= weapon.energy;
    ship.cooldown = weapon.cooldown - 1;
    ship.shots = (ship.shots + 1) & 0xffff;
    return slot;
  }
  return -1;
}

/** Distance of the muzzle from the ship's middle, units. */
export const MUZZLE = SHIP.radius + 4;

/** @returns where a shot leaves the ship, units; float32, because clients receive it as such */
export const muzzleOf = (ship: ShipBody): { x: number; y: number } => ({
  x: Math.fround(ship.x + cos(ship.angle) * MUZZLE),
  y: Math.fround(ship.y + sin(ship.angle) * MUZZLE),
});
