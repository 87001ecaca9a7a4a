/**
 * Makes the bot that fights a lone player about as strong as the player: the brain stays the same, but its
 * inputs get worse.
 */
import { random } from "../../../shared/maths/random.ts";
import { BUTTON } from "../shared/input.ts";
import type { Pilot } from "./pilots.ts";

/** The skill of a hunter with steady hands, and that of the clumsiest. */
const STEADY = 1300;
const CLUMSIEST = 700;
/** Largest aiming error of the clumsiest, 1/65536 turns: 16 degrees. */
const STRAY = 2900;
/** Ticks between two changes of the error. */
const DRIFT = 9;
/** A pilot clumsier than this does not boost; a clumsier one fires no lance. */
const [NO_BOOST, NO_LANCE] = [0.75, 0.4];
/** Share of its shots that the clumsiest leaves out. */
const HESITATES = 0.6;

/** @returns 0…1 */
export const clumsinessOf = (skill: number): number =>
  Math.min(1, Math.max(0, (STEADY - skill) / (STEADY - CLUMSIEST)));

/** Spoils the input that its brain has chosen for this tick. */
export function fumble(pilot: Pilot, tick: number): void {
  const { clumsy = 0, input, memory } = pilot;
  if (pilot.strays === undefined || tick % DRIFT === 0)
    pilot.strays = Math.round((2 * random(memory.random) - 1) * STRAY * clumsy);
  input.aim = (input.aim + pilot.strays) & 0xffff;
  if (clumsy > NO_BOOST) input.buttons &= ~BUTTON.boost;
  if (clumsy > NO_LANCE) input.buttons &= ~BUTTON.lance;
  if (random(memory.random) < HESITATES * clumsy) input.buttons &= ~BUTTON.fire;
}
