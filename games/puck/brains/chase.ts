/** Skates behind the puck and pushes it towards the other goal. Pilots and bots use it. */
import { INPUT } from "../../../shared/limits.ts";
import { type Body, BUTTON, PUCK, type Push, RINK, SKATER } from "../shared/rink.ts";
import { TEAM } from "../shared/teams.ts";

export interface BrainView {
  self: Readonly<Body> & { team: number };
  puck: Readonly<Body>;
  /** Whether another skater of the team is nearer to the puck. */
  supported: boolean;
}

/** Distance behind the puck from which it is pushed, units. */
const BEHIND = SKATER.radius + PUCK.radius + 6;
/** Who is not nearest waits this far from the own goal, units. */
const GUARD = 260;

/** Fills `input` for this tick. */
export function chase({ self, puck, supported }: BrainView, input: Push): void {
  const goalX = self.team === TEAM.red ? RINK.width : 0;
  const ownX = RINK.width - goalX;
  const away = Math.sign(ownX - goalX);
  const lead = supported ? 0.1 : 0.25;
  const [px, py] = [puck.x + puck.vx * lead, puck.y + puck.vy * lead];
  const [gx, gy] = [goalX - px, RINK.height / 2 - py];
  const length = Math.max(1, Math.sqrt(gx * gx + gy * gy));
  const isAhead = (self.x - px) * away < 0;
  let [x, y] = [px - (gx / length) * BEHIND, py - (gy / length) * BEHIND];
  // Round the puck, or it would be pushed into the own goal.
  if (isAhead) [x, y] = [px + away * 2 * BEHIND, py + (self.y > py ? 2 : -2) * BEHIND];
  if (supported) [x, y] = [ownX - away * GUARD, (py + RINK.height / 2) / 2];
  const [dx, dy] = [x - self.x, y - self.y];
  const distance = Math.sqrt(dx * dx + dy * dy);
  const isLinedUp = !isAhead && !supported && distance < BEHIND;
  const [ax, ay] = isLinedUp
    ? [gx / length, gy / length]
    : distance > 8
      ? [dx / distance, dy / distance]
      : [0, 0];
  input.moveX = Math.round(ax * INPUT.axis) | 0;
  input.moveY = Math.round(ay * INPUT.axis) | 0;
  input.buttons = !supported && (isLinedUp || distance > 300) ? BUTTON.sprint : 0;
}
