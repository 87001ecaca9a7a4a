/** Extends short presses: a client sends one input a tick, and a tap can begin and end between two ticks. */
import { TICK_MS } from "../../shared/tick.ts";

/** Least duration of a press: a tick plus a frame, ms. */
const LEAST = TICK_MS + 17;

/**
 * @returns a function to call in each frame with the pressed bits and the time, ms. It returns the extended
 * bits.
 */
export function createLinger(): (buttons: number, now: number) => number {
  const until = new Map<number, number>();
  let before = 0;
  return (buttons, now) => {
    for (let bits = buttons & ~before; bits !== 0; bits &= bits - 1) until.set(bits & -bits, now + LEAST);
    before = buttons;
    let counted = buttons;
    for (const [bit, end] of until)
      if (now < end) counted |= bit;
      else until.delete(bit);
    return counted;
  };
}
