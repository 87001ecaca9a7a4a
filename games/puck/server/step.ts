/** One step of a match: it moves pilots, skaters and the puck, counts goals and keeps the clock. */
import { queueInput, takeInputs } from "../../../server/players.ts";
import { between, random } from "../../../shared/maths/random.ts";
import { chase } from "../brains/chase.ts";
import { HANDS_OFF, hitPuck, pushApart, RINK, stepPuck, stepSkater } from "../shared/rink.ts";
import { lineUp, scorerAt, TEAM, type Team } from "../shared/teams.ts";
import { addSkater, countOf, MATCH, PHASE, type Phase, puckOf, type Skater, type World } from "./world.ts";

/** Largest speed at which the puck drifts along the middle line after a face-off, units/s. */
const DRIFT = 220;

export function step(world: World): void {
  world.tick++;
  world.events.length = 0;
  fillTeams(world);
  flyPilots(world);
  skate(world);
  slidePuck(world);
  keepTime(world);
}

/**
 * Adds or removes one pilot a team and tick until each team has `settings.pilots` skaters, or as many as the
 * larger team has players.
 */
function fillTeams(world: World): void {
  const { pilots } = world.settings;
  const players = [TEAM.red, TEAM.blue].map((team) => countOf(world, team, false));
  const wanted = pilots === 0 ? 0 : Math.max(pilots, ...players);
  for (const team of [TEAM.red, TEAM.blue]) {
    const count = countOf(world, team);
    if (count < wanted) {
      const key = `pilot-${world.nextPilot++}`;
      addSkater(world, key, team === TEAM.red ? "Rusty" : "Blizzard", true).team = team;
    } else if (count > wanted) {
      const pilot = [...world.skaters.values()].find((one) => one.team === team && one.pilot);
      if (pilot !== undefined) world.skaters.delete(pilot.key);
    }
  }
}

function flyPilots(world: World): void {
  const skaters = [...world.skaters.values()];
  for (const self of skaters.filter(({ pilot }) => pilot)) {
    const input = { ...HANDS_OFF };
    chase({ self, puck: puckOf(world), team: skaters.filter(({ team }) => team === self.team) }, input);
    queueInput(self, input);
  }
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
  if (world.phase === PHASE.faceOff) return;
  const puck = puckOf(world);
  const skaters = [...world.skaters.values()];
  // The last push counts. After a face-off two skaters can reach the puck in the same tick, so chance decides
  // which one is last.
  if (random(world.random) < 0.5) skaters.reverse();
  for (const skater of skaters) if (hitPuck(skater, puck)) noteTouch(world, skater);
  stepPuck(puck);
  const team = scorerAt(puck);
  if (team === undefined || world.phase !== PHASE.play) return;
  score(world, team);
}

function noteTouch(world: World, { key, team }: Skater): void {
  const puck = puckOf(world);
  if (world.skaters.get(puck.touched)?.team !== team) puck.touchedBefore = puck.touched;
  puck.touched = key;
}

function score(world: World, team: Team): void {
  if (team === TEAM.red) world.red++;
  else world.blue++;
  const { touched, touchedBefore } = puckOf(world);
  // As in ice hockey, a deflection by an opponent does not cost the scorer the goal.
  const by = [touched, touchedBefore].map((key) => world.skaters.get(key)).find((one) => one?.team === team);
  if (by !== undefined) by.score++;
  world.events.push({ type: "goal", team, by: by?.name ?? "" });
  world.left = world.phaseEnds - world.tick;
  if (Math.max(world.red, world.blue) >= MATCH.goals) end(world);
  else faceOff(world);
}

function keepTime(world: World): void {
  if (world.tick < world.phaseEnds) return;
  if (world.phase === PHASE.faceOff) enter(world, PHASE.play, world.left);
  else if (world.phase === PHASE.play) end(world);
  else nextMatch(world);
}

/** The match is over. A draw has no winner. */
function end(world: World): void {
  enter(world, PHASE.podium, MATCH.podium);
  const { red, blue } = world;
  if (red === blue) return;
  const winner = red > blue ? TEAM.red : TEAM.blue;
  for (const skater of world.skaters.values()) skater.won = skater.team === winner;
}

function enter(world: World, phase: Phase, length: number): void {
  world.phase = phase;
  world.phaseEnds = world.tick + length;
  world.events.push({ type: "phase", phase });
}

/** Puts all skaters and the puck back to their starting places. */
function faceOff(world: World): void {
  const count = [0, 0];
  for (const skater of world.skaters.values()) {
    Object.assign(skater, lineUp(skater.team, count[skater.team]!++), { vx: 0, vy: 0 });
    skater.placed = (skater.placed + 1) & 0xff;
  }
  const vy = Math.fround(between(world.random, -DRIFT, DRIFT));
  Object.assign(puckOf(world), {
    x: RINK.width / 2,
    y: RINK.height / 2,
    vx: 0,
    vy,
    touched: "",
    touchedBefore: "",
  });
  enter(world, PHASE.faceOff, MATCH.faceOff);
}

function nextMatch(world: World): void {
  world.round = (world.round + 1) & 0xffff;
  world.red = world.blue = 0;
  world.left = MATCH.play;
  for (const skater of world.skaters.values()) Object.assign(skater, { score: 0, won: false });
  faceOff(world);
}
