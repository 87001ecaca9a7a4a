/** One timer for all bots, which does not drift: each beat is due a whole period after the one before was due. */
import { performance } from "node:perf_hooks";

/** Calls `act` every `period` ms. @returns how to stop it */
export function pulse(period: number, act: (now: number) => void): () => void {
  let due = performance.now() + period;
  let timer = setTimeout(beat, period);
  function beat(): void {
    const now = performance.now();
    act(now);
    due += period;
    // Beats that were missed altogether are not made up for: the session catches up by itself.
    if (due < now) due = now + period - ((now - due) % period);
    timer = setTimeout(beat, Math.max(0, due - performance.now()));
  }
  return () => clearTimeout(timer);
}
