/** Makes a short press last: inputs are made once a tick, and a tap can be over before the next one. */
import { TICK_MS } from "../../shared/tick.ts";

/** A tick, and a frame in which it may fall. */
const LEAST = TICK_MS + 17;

/** @returns what to ask, each frame, with the bits that are pressed and the time in ms; gives the bits that count */
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
