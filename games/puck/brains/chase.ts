/** A brain that skates behind the puck and pushes it towards the other goal. Pilots and bots use it. */
import { wayTo } from "../../../shared/bodies.ts";
import { INPUT } from "../../../shared/limits.ts";
import { type Body, BUTTON, PUCK, type Push, RINK, SKATER } from "../shared/rink.ts";
import { TEAM } from "../shared/teams.ts";

export interface BrainView {
  self: Readonly<Body> & { team: number };
  puck: Readonly<Body>;
  /** The skaters of the own team; `self` may be among them. */
  team: readonly { readonly x: number; readonly y: number }[];
}

/** A skater lines up this far behind the puck before it pushes, units. */
const BEHIND = SKATER.radius + PUCK.radius + 6;
/** A skater that guards the goal waits this far in front of it, units. */
const GUARD = 260;

/** Fills `input` for this tick. */
export function chase({ self, puck, team }: BrainView, input: Push): void {
  const own = wayTo(self, puck).length;
  // Only the skater nearest to the puck attacks; the others guard the goal.
  const supported = team.some((mate) => wayTo(mate, puck).length < own);
  const goalX = self.team === TEAM.red ? RINK.width : 0;
  const ownX = RINK.width - goalX;
  const away = Math.sign(ownX - goalX);
  const lead = supported ? 0.1 : 0.25;
  const [px, py] = [puck.x + puck.vx * lead, puck.y + puck.vy * lead];
  const shot = wayTo({ x: px, y: py }, { x: goalX, y: RINK.height / 2 });
  const isAhead = (self.x - px) * away < 0;
  let [x, y] = [px - shot.x * BEHIND, py - shot.y * BEHIND];
  // The skater goes round the puck first: from here it would push the puck into the own goal.
  if (isAhead) [x, y] = [px + away * 2 * BEHIND, py + (self.y > py ? 2 : -2) * BEHIND];
  if (supported) [x, y] = [ownX - away * GUARD, (py + RINK.height / 2) / 2];
  const way = wayTo(self, { x, y });
  const isLinedUp = !isAhead && !supported && way.length < BEHIND;
  const [ax, ay] = isLinedUp ? [shot.x, shot.y] : way.length > 8 ? [way.x, way.y] : [0, 0];
  input.moveX = Math.round(ax * INPUT.axis) | 0;
  input.moveY = Math.round(ay * INPUT.axis) | 0;
  input.buttons = !supported && (isLinedUp || way.length > 300) ? BUTTON.sprint : 0;
}
