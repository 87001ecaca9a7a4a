/**
 * A brain for Skirmish. It is called once a tick, 30 times a second, with what your ship sees, and returns
 * what your ship does. Try it against the built-in brains, without a server: npm run spar -- ./FILE hunter
 * wander Let it play on a server, which you may watch: npm run bots -- --brain ./FILE Save the file while it
 * plays: it is loaded again at once.
 */
import type { BrainView, SeenShip } from "./brains/brain.ts";

// The numbers of the game are in games/skirmish/shared/config.ts.
const BLASTER = { bit: 2, speed: 820, range: 650, energy: 35 };
const BOOST = 1;
/** Keeps this far from its target, units. */
const DISTANCE = 260;
/** Keeps this far from walls and rocks, units. */
const CLEARANCE = 60;

/** What you keep from tick to tick. `random` is there from the beginning; the rest is yours. */
interface Memory {
  random: { state: number };
  /** 1 or -1: which way around the target. */
  side?: number;
  turnAt?: number;
}

export default function brain(view: BrainView, memory: Memory) {
  const { self, ships, ore, tick } = view;
  // A destroyed ship waits two seconds.
  if (!self.alive) return {};

  const target = nearest(self, ships);
  if (target === undefined)
    return { ...thrust(towards(self, nearest(self, ore) ?? middle(view)), view), aim: self.angle };

  // Circle the target, and change the side now and then, so that you are hard to hit.
  if (tick >= (memory.turnAt ?? 0)) {
    memory.side = memory.side === 1 ? -1 : 1;
    memory.turnAt = tick + 30 + (tick % 40);
  }
  const to = towards(self, target);
  const inwards = clamp((to.distance - DISTANCE) / 120, -1, 1);
  const sideways = (memory.side ?? 1) * (1 - Math.abs(inwards));
  const way = { x: to.x * inwards - to.y * sideways, y: to.y * inwards + to.x * sideways };

  // Aim at where the target will be when the bolt gets there.
  const seconds = to.distance / BLASTER.speed;
  const ahead = { x: target.x + target.vx * seconds, y: target.y + target.vy * seconds };
  const aim = angleTo(self, ahead);
  const isOnTarget = Math.abs(turn(self.angle, aim)) < 900;
  const mayShoot = view.weapons && !target.shielded && self.energy > BLASTER.energy + 100;
  const fires = mayShoot && isOnTarget && to.distance < BLASTER.range && isFree(view, target);

  // Boost costs energy, which you also shoot with.
  const boosts = to.distance > 600 && self.energy > 700;
  return { ...thrust(way, view), aim, buttons: (fires ? BLASTER.bit : 0) | (boosts ? BOOST : 0) };
}

interface Place {
  x: number;
  y: number;
}

const middle = ({ map }: BrainView): Place => ({ x: map.size / 2, y: map.size / 2 });
const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** Direction of length 1, and the distance in units. */
function towards(from: Place, to: Place) {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const distance = Math.hypot(x, y) || 1;
  return { x: x / distance, y: y / distance, distance };
}

function nearest<P extends Place>(from: Place, places: readonly P[]): P | undefined {
  let best: P | undefined;
  for (const place of places)
    if (best === undefined || towards(from, place).distance < towards(from, best).distance) best = place;
  return best;
}

/** Angles are whole numbers: 65536 is a full circle, 0 points to the right, 16384 down. */
const angleTo = (from: Place, to: Place) =>
  Math.round((Math.atan2(to.y - from.y, to.x - from.x) / (2 * Math.PI)) * 65536) & 65535;

/** The shorter way from one angle to another: -32768 to 32767. */
const turn = (from: number, to: number) => ((to - from + 98304) & 65535) - 32768;

/** Whether no rock is between. */
function isFree({ self, map }: BrainView, target: SeenShip): boolean {
  const to = towards(self, target);
  return map.rocks.every(({ x, y, radius }) => {
    const along = clamp((x - self.x) * to.x + (y - self.y) * to.y, 0, to.distance);
    return Math.hypot(self.x + to.x * along - x, self.y + to.y * along - y) > radius;
  });
}

/** Thrust of -127 to 127 on each axis, bent away from rocks and walls. */
function thrust(way: Place, { self, map }: BrainView) {
  let { x, y } = way;
  for (const rock of map.rocks) {
    const from = towards(rock, self);
    const gap = from.distance - rock.radius;
    if (gap > CLEARANCE) continue;
    x += from.x * 2 * (1 - gap / CLEARANCE);
    y += from.y * 2 * (1 - gap / CLEARANCE);
  }
  if (self.x < CLEARANCE) x += 1;
  if (self.y < CLEARANCE) y += 1;
  if (self.x > map.size - CLEARANCE) x -= 1;
  if (self.y > map.size - CLEARANCE) y -= 1;
  const length = Math.max(1, Math.hypot(x, y));
  return { moveX: Math.round((x / length) * 127), moveY: Math.round((y / length) * 127) };
}
