import type { Brain } from "./brain.ts";

/** Does nothing: a target to practise on, and the cheapest way to fill a room. */
export const idle: Brain = (_view, _memory, input) => {
  input.moveX = input.moveY = input.buttons = 0;
};
