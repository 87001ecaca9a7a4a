/** The rules of puck: what a server and a replay in a browser both run. */
import { gameRules } from "../../../server/defineRules.ts";
import { pilotsBy } from "../../../server/pilots.ts";
import { takeInputs } from "../../../server/players.ts";
import { addGoal, announceGoal, crown, fillTeams, smallerTeam } from "../../../server/teams.ts";
import { put } from "../../../shared/bodies.ts";
import { between, random } from "../../../shared/maths/random.ts";
import { countRound, enterPhase, keepTime } from "../../../shared/rounds.ts";
import { TEAM, type Team } from "../../../shared/teams.ts";
import { puck as game } from "../game.ts";
import { HANDS_OFF, hitPuck, lineUp, pushApart, scorerAt, stepPuck, stepSkater } from "../shared/rink.ts";
import chase from "../starter.ts";
import {
  addSkater,
  createWorld,
  freshPuck,
  freshSkater,
  MATCH,
  PHASE,
  puckOf,
  type Skater,
  type World,
} from "./world.ts";

/** Largest speed at which the puck drifts along the middle line after a face-off, units/s. */
const DRIFT = 220;
const PILOTS = { [TEAM.red]: "Rusty", [TEAM.blue]: "Blizzard" } as const;

export const puckRules = gameRules({
  game,
  create: createWorld,
  fresh: { skaters: freshSkater, pucks: freshPuck },
  join: (world, key, name, bot = false) =>
    Object.assign(addSkater(world, key, name, smallerTeam(world.skaters)), { bot }),
  step,
  tell({ goals }, to) {
    for (const goal of goals) announceGoal(goal, to);
  },
});

const flyPilots = pilotsBy(game, chase);

export function step(world: World): void {
  world.tick++;
  world.goals.length = 0;
  fillTeams(world.skaters, world.settings.pilots, (team) => {
    addSkater(world, `pilot-${world.nextPilot++}`, PILOTS[team], team).pilot = true;
  });
  flyPilots(world);
  skate(world);
  if (world.phase !== PHASE.faceOff) slidePuck(world);
  keepTime(world, { faceOff: play, play: end, podium: nextMatch });
}

/** During a face-off skaters stand still. */
function skate(world: World): void {
  const skaters = [...world.skaters.values()];
  for (const skater of skaters)
    takeInputs(skater, HANDS_OFF, (input) =>
      stepSkater(skater, world.phase === PHASE.faceOff ? HANDS_OFF : input),
    );
  skaters.forEach((one, i) => {
    for (const other of skaters.slice(i + 1)) pushApart(one, other);
  });
}

function slidePuck(world: World): void {
  const puck = puckOf(world);
  const skaters = [...world.skaters.values()];
  // The last push counts. After a face-off two skaters can reach the puck in the same tick, so chance decides
  // which one is last.
  if (random(world.random) < 0.5) skaters.reverse();
  for (const skater of skaters) if (hitPuck(skater, puck)) noteTouch(world, skater);
  stepPuck(puck);
  const team = scorerAt(puck);
  if (team !== undefined && world.phase === PHASE.play) score(world, team);
}

function noteTouch(world: World, { key, team }: Skater): void {
  const puck = puckOf(world);
  if (world.skaters.get(puck.touched)?.team !== team) puck.touchedBefore = puck.touched;
  puck.touched = key;
}

function score(world: World, team: Team): void {
  addGoal(world, team);
  const { touched, touchedBefore } = puckOf(world);
  // As in ice hockey, a deflection by an opponent does not cost the scorer the goal.
  const by = [touched, touchedBefore].map((key) => world.skaters.get(key)).find((one) => one?.team === team);
  if (by !== undefined) by.score++;
  world.goals.push({ team, by: by?.name ?? "" });
  world.left = world.phaseEnds - world.tick;
  if (Math.max(world.red, world.blue) >= MATCH.goals) end(world);
  else faceOff(world);
}

/** Puts all skaters and the puck back to their starting places. */
function faceOff(world: World): void {
  const count = [0, 0];
  for (const skater of world.skaters.values()) put(skater, lineUp(skater.team, count[skater.team]!++));
  const vy = Math.fround(between(world.random, -DRIFT, DRIFT));
  Object.assign(puckOf(world), freshPuck(), { vy });
  enterPhase(world, PHASE.faceOff, MATCH.faceOff);
}

const play = (world: World): void => enterPhase(world, PHASE.play, world.left);

function end(world: World): void {
  enterPhase(world, PHASE.podium, MATCH.podium);
  crown(world, world.skaters);
}

function nextMatch(world: World): void {
  countRound(world);
  world.red = world.blue = 0;
  world.left = MATCH.play;
  for (const skater of world.skaters.values()) Object.assign(skater, { score: 0, won: false });
  faceOff(world);
}
