/**
 * A brain of your own for puck. It already scores; make it better.
 *
 *   npm run spar -- --game puck mine.ts chase            without a server: who wins
 *   npm run bots -- --room puck --brain ./mine.ts        on a server; save this file, and the bots play the new version
 *
 * docs/bots.md tells more. The types show what you see: docs/state.md says what each field means.
 */
import type { PuckView } from "./client/puckClient.ts";

/** The rink in units; red (team 0) defends the left goal. The goals are in the middle of the short sides. */
const RINK = { width: 1600, height: 900 };
/** Get this far behind the puck before you push it, units: the radii of skater and puck are 30 and 18. */
const BEHIND = 60;
const SPRINT = 1;

/** What you keep from tick to tick. `random` is there from the beginning; the rest is yours. */
interface Memory {
  random: { state: number };
}

interface Place {
  x: number;
  y: number;
}

/** Called once a tick, 30 times a second. @returns the fields of the input; those that are absent are 0 */
export default function brain({ self, pucks, state }: PuckView, _memory: Memory) {
  const puck = pucks[0];
  if (puck === undefined || state.phase !== "play") return {};

  const goal = { x: self.team === 0 ? RINK.width : 0, y: RINK.height / 2 };
  // Where the puck will be in a moment.
  const ahead = { x: puck.x + puck.vx * 0.25, y: puck.y + puck.vy * 0.25 };
  const shot = towards(ahead, goal);
  const behind = { x: ahead.x - shot.x * BEHIND, y: ahead.y - shot.y * BEHIND };
  const isBehind = (ahead.x - self.x) * (goal.x - ahead.x) > 0;
  if (isBehind && towards(self, behind).distance < BEHIND) return { ...thrust(shot), buttons: SPRINT };

  // Go round the puck: from here you would push it into your own goal.
  const around = self.y > puck.y ? 1 : -1;
  const place = isBehind ? behind : { x: behind.x, y: behind.y + around * 2 * BEHIND };
  return { ...thrust(towards(self, place)), buttons: towards(self, place).distance > 300 ? SPRINT : 0 };
}

/** Direction of length 1, and the distance in units. */
function towards(from: Place, to: Place) {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const distance = Math.hypot(x, y) || 1;
  return { x: x / distance, y: y / distance, distance };
}

/** Thrust of -127 to 127 on each axis. */
const thrust = ({ x, y }: Place) => ({ moveX: Math.round(x * 127), moveY: Math.round(y * 127) });
