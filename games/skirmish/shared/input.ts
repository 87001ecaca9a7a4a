/** The input of one player for one tick, as the simulation reads it. */
import {
  axes,
  cleanerOf,
  flags8,
  type InputOf,
  input,
  neutralOf,
  turn16,
  uint32,
} from "../../../shared/fields/index.ts";

/** Bits of `ShipInput.buttons`. `fire << n` fires weapon slot n. */
export const BUTTON = { boost: 1, fire: 2, lance: 4 } as const;
const BUTTONS = Object.values(BUTTON).reduce((all, bit) => all | bit, 0);

/** What a client sends each tick. */
export const inputTable = input("Input", {
  ...axes,
  aim: turn16({ doc: "where the nose should point, 1/65536 turns" }),
  buttons: flags8(BUTTONS, { doc: "bits: 1 boost, 2 blaster, 4 lance" }),
  seen: uint32({ doc: "the view time, 1/16 ticks; 0 when unknown" }),
});
export type ShipInput = InputOf<typeof inputTable>;

export const neutralInput = neutralOf(inputTable);

/** Forces every field into its domain, in place. Every input passes this before it reaches the simulation. */
export const cleanInput = cleanerOf(inputTable);
