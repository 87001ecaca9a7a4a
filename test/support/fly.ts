/** Keeps a session flying, as the game's frame loop does: back and forth, so that walls do not hold it. */
import type { SkirmishSession } from "../../games/skirmish/client/session/skirmish.ts";

const way = (now: number) => (now % 2000 < 1000 ? { moveX: 127, moveY: 90 } : { moveX: -127, moveY: -90 });

/** @returns how to stop it */
export function fly(session: SkirmishSession): () => void {
  const frame = () => session.frame(performance.now(), { ...way(performance.now()), aim: 0, buttons: 0 });
  const timer = setInterval(frame, 16);
  return () => clearInterval(timer);
}
