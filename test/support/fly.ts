/**
 * Sends inputs for a session as the game's frame loop does: the ship flies back and forth, so that no wall
 * stops it.
 */
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";

const way = (now: number) => (now % 2000 < 1000 ? { moveX: 127, moveY: 90 } : { moveX: -127, moveY: -90 });

/** @returns a function that stops it */
export function fly(session: SkirmishSession): () => void {
  const frame = () => session.frame(performance.now(), { ...way(performance.now()), aim: 0, buttons: 0 });
  const timer = setInterval(frame, 16);
  return () => clearInterval(timer);
}
