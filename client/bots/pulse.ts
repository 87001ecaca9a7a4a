/**
 * One timer for all bots that does not drift: each call is due a whole period after the previous one was due.
 */
import { performance } from "node:perf_hooks";

/** Calls `act` every `period` ms. @returns a function that stops it */
export function pulse(period: number, act: (now: number) => void): () => void {
  let due = performance.now() + period;
  let timer = setTimeout(beat, period);
  function beat(): void {
    const now = performance.now();
    act(now);
    due += period;
    // Missed calls are not repeated, because a session catches up by itself.
    if (due < now) due = now + period - ((now - due) % period);
    timer = setTimeout(beat, Math.max(0, due - performance.now()));
  }
  return () => clearTimeout(timer);
}
