/**
 * A brain that fights like a person: it aims well but not perfectly, fires in bursts, keeps moving, and flees
 * when damaged.
 */
import { SHIP, WEAPONS } from "../shared/config.ts";
import { BUTTON, type ShipInput } from "../shared/input.ts";
import type { Rock } from "../shared/map.ts";
import { type Aim, aimAt, freshAim } from "./aim.ts";
import type { Brain, BrainMemory, BrainView, SeenSelf, SeenShip } from "./brain.ts";
import { circle, freshStrafe, length, STRAFE_SPEED, type Strafe, shelter } from "./duel.ts";
import { type Errand, nextErrand } from "./errand.ts";
import type { Fight } from "./fight.ts";
import { inSight, type Place, rocksNear } from "./rocks.ts";
import { apart, fly, noseAhead, TOP_SPEED, wayTo } from "./steer.ts";
import { type Choice, chooseTarget } from "./target.ts";
import { type Burst, freshBurst, pullTrigger } from "./trigger.ts";

interface Mind {
  choice: Choice;
  aim: Aim;
  burst: Burst;
  strafe: Strafe;
  /** Ticks since when the target is in sight, and out of sight; one of the two is −1. */
  seenSince: number;
  lostSince: number;
  /** Key of the ship that `seenSince` and `lostSince` refer to. */
  seen: string;
  fleeing: boolean;
  boosting: boolean;
}

/** Range of sight for ships and rocks, units: about what a player's screen shows. */
const SIGHT = 900;
/** The hunter gives up a target after this many ticks out of sight. */
const FORGET = 150;
/**
 * Flees below `start`, fights again above `end`, points. The gap prevents constant changes between the two.
 */
const FLEE = { hull: { start: 34, end: 62 }, energy: { start: 110, end: 520 } } as const;
/**
 * Boosts after a target farther than `start` until it is nearer than `end`, with this much energy to spare.
 * Units, points.
 */
const CHASE = { start: 520, end: 400, energy: 620, spare: 380 } as const;
/** Boosts away from a threat nearer than `start` until it is farther than `end`. */
const ESCAPE = { start: 420, end: 560, energy: 220, spare: SHIP.boostPerTick * 4 } as const;
/** Top speed with boost, units/s. */
const BOOST_SPEED = TOP_SPEED * SHIP.boostThrust;
/** Speed limit on the way to cover, per unit of distance left, 1/s: the ship slows down before it arrives. */
const ARRIVE = 2.5;

const freshMind = (): Mind => ({
  choice: { target: "", lookAt: 0 },
  aim: freshAim(),
  burst: freshBurst(),
  strafe: freshStrafe(),
  seenSince: -1,
  lostSince: -1,
  seen: "",
  fleeing: false,
  boosting: false,
});

export const hunter: Brain = (view, memory, input) => {
  input.moveX = input.moveY = input.buttons = 0;
  if (!view.self.alive) return;
  memory.mind ??= freshMind();
  const mind = memory.mind as Mind;
  const rocks = rocksNear(view.map, view.self, SIGHT);
  const target = view.weapons ? chooseTarget(view, rocks, mind.choice) : undefined;
  if (target !== undefined) look(view, rocks, mind, target);
  decideToFlee(view.self, mind);
  if (target === undefined || isForgotten(view.tick, mind)) {
    roam(view, rocks, memory, input);
    return;
  }
  const distance = length(target.x - view.self.x, target.y - view.self.y);
  const seenFor = mind.seenSince < 0 ? -1 : view.tick - mind.seenSince;
  engage({ view, rocks, target, distance, seenFor, random: memory.random }, mind, memory, input);
};

/** Updates how long the target has been in sight, or out of sight. */
function look(view: BrainView, rocks: readonly Rock[], mind: Mind, target: SeenShip): void {
  const visible = inSight(rocks, view.self, target, WEAPONS[0].radius);
  if (mind.seen !== target.key) {
    mind.seen = target.key;
    mind.seenSince = mind.lostSince = -1;
    mind.aim = freshAim();
  }
  if (visible && mind.seenSince < 0) [mind.seenSince, mind.lostSince] = [view.tick, -1];
  if (!visible && mind.lostSince < 0) [mind.seenSince, mind.lostSince] = [-1, view.tick];
}

function decideToFlee(self: SeenSelf, mind: Mind): void {
  const { hull, energy } = FLEE;
  if (self.hull < hull.start || self.energy < energy.start) mind.fleeing = true;
  else if (self.hull > hull.end && self.energy > energy.end) mind.fleeing = false;
}

const isForgotten = (tick: number, mind: Mind): boolean =>
  mind.lostSince >= 0 && tick - mind.lostSince > FORGET;

function roam(view: BrainView, rocks: readonly Rock[], memory: BrainMemory, input: ShipInput): void {
  const errand = errandOf(view, memory);
  const way = apart(wayTo(rocks, view.self, errand), view.self, view.ships);
  fly(view.self, input, way, STRAFE_SPEED);
  noseAhead(view.self, input);
}

function errandOf(view: BrainView, memory: BrainMemory): Errand {
  const errand = nextErrand(view, memory.random, memory.errand);
  memory.errand = errand;
  return errand;
}

function engage(fight: Fight, mind: Mind, memory: BrainMemory, input: ShipInput): void {
  const { view, rocks } = fight;
  const { self } = view;
  decideToBoost(mind, fight);
  if (mind.boosting) input.buttons |= BUTTON.boost;

  const goal = mind.fleeing ? refuge(fight, memory) : attack(fight, mind);
  const way = apart(wayTo(rocks, self, goal), self, view.ships);
  const top = mind.boosting ? BOOST_SPEED : mind.fleeing ? TOP_SPEED : STRAFE_SPEED;
  fly(
    self,
    input,
    way,
    mind.fleeing ? Math.min(top, ARRIVE * length(goal.x - self.x, goal.y - self.y)) : top,
  );

  input.aim = aimAt(mind.aim, fight, mind.burst.weapon);
  input.buttons |= pullTrigger(mind.burst, fight, input.aim);
}

const attack = (fight: Fight, mind: Mind): Place =>
  fight.seenFor < 0 ? fight.target : circle(mind.strafe, fight);

/**
 * @returns where to flee: ore that lies away from the target, since it restores hull and energy; else cover
 * behind a rock
 */
function refuge(fight: Fight, memory: BrainMemory): Place {
  const { view, target } = fight;
  const { self } = view;
  const errand = errandOf(view, memory);
  const away = (errand.x - self.x) * (target.x - self.x) + (errand.y - self.y) * (target.y - self.y) <= 0;
  return errand.ore && away ? errand : shelter(fight);
}

function decideToBoost(mind: Mind, { view, distance, seenFor }: Fight): void {
  const { energy } = view.self;
  const hidden = seenFor < 0;
  const rule = mind.fleeing ? ESCAPE : CHASE;
  const done = mind.fleeing ? distance > rule.end || hidden : distance < rule.end;
  const begins = mind.fleeing ? distance < rule.start && !hidden : distance > rule.start;
  if (done || energy < rule.spare) mind.boosting = false;
  else if (begins && energy > rule.energy) mind.boosting = true;
}
