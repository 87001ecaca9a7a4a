import type { Brain } from "./brain.ts";

/** A brain that does nothing: a practice target, and the cheapest way to fill a room. */
export const idle: Brain = (_view, _memory, input) => {
  input.moveX = input.moveY = input.buttons = 0;
};
