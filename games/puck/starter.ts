/**
 * A brain of your own for puck. It already plays; make it better.
 *
 *   npm run spar -- --game puck mine.ts chase            without a server: who wins
 *   npm run bots -- --room puck --brain ./mine.ts        on a server; save this file, and the bots play the new version
 *
 * docs/bots.md tells more, for example how a brain remembers. The types show what you see: docs/state.md says
 * what each field means. The server's pilots play by games/puck/starter.ts: a change there is a change of the
 * rules (`version` in game.ts).
 */
import type { PuckView } from "./client/puckClient.ts";

/** The rink in units; red (team 0) defends the left goal. The goals are in the middle of the short sides. */
const RINK = { width: 1600, height: 900 };
/** Get this far behind the puck before you push it, units: the radii of skater and puck are 30 and 18. */
const BEHIND = 54;
/** A skater that guards the goal waits this far in front of it, units. */
const GUARD = 260;
const SPRINT = 1;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Called once a tick, 30 times a second. @returns the fields of the input; those that are absent are 0 */
export default function brain({ self, others, pucks: [puck] }: PuckView) {
  if (puck === undefined) return {};
  const goal = { x: self.team === 0 ? RINK.width : 0, y: RINK.height / 2 };
  const ownGoal = { x: RINK.width - goal.x, y: goal.y };
  /** 1 or −1: the direction along x back to the own goal. */
  const back = Math.sign(ownGoal.x - goal.x);

  // Only the skater nearest to the puck attacks; the others guard the goal.
  const distance = towards(self, puck).length;
  const guards = others.some((one) => one.team === self.team && towards(one, puck).length < distance);
  // Where the puck will be in a moment, s.
  const soon = guards ? 0.1 : 0.25;
  const ahead = { x: puck.x + puck.vx * soon, y: puck.y + puck.vy * soon };
  if (guards) return skate(towards(self, { x: ownGoal.x - back * GUARD, y: (ahead.y + goal.y) / 2 }), 0);

  // Go round the puck first where a push would send it to your own goal.
  if ((self.x - ahead.x) * back < 0) {
    const around = { x: ahead.x + back * 2 * BEHIND, y: ahead.y + (self.y > ahead.y ? 2 : -2) * BEHIND };
    return skate(towards(self, around), SPRINT);
  }
  const shot = towards(ahead, goal);
  const way = towards(self, { x: ahead.x - shot.x * BEHIND, y: ahead.y - shot.y * BEHIND });
  return way.length < BEHIND ? { ...thrust(shot), buttons: SPRINT } : skate(way, SPRINT);
}

/** Direction of length 1, and the distance in units. (`Math.hypot` differs between browsers.) */
function towards(from: Place, to: Place) {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const length = Math.sqrt(x * x + y * y);
  return length > 0 ? { x: x / length, y: y / length, length } : { x: 1, y: 0, length };
}
type Way = ReturnType<typeof towards>;

/** Thrust of −127 to 127 on each axis. */
const thrust = ({ x, y }: Place) => ({ moveX: Math.round(x * 127), moveY: Math.round(y * 127) });

/** Skates to a place and stays there. @param far buttons to press where the way is long */
const skate = (way: Way, far: number) =>
  way.length > 8 ? { ...thrust(way), buttons: way.length > 300 ? far : 0 } : {};
