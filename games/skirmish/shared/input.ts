/** One player's wish for one tick, as the simulation takes it. */
import { INPUT } from "../../../shared/limits.ts";
import { VIEW_TIMES } from "../../../shared/viewTime.ts";

/** Bits of `ShipInput.buttons`. `fire << n` fires weapon slot n. */
export const BUTTON = { boost: 1, fire: 2, lance: 4 } as const;
const BUTTONS = BUTTON.boost | BUTTON.fire | BUTTON.lance;

export interface ShipInput {
  /** Thrust, −127…127 each way; a longer vector than 127 counts as 127. */
  moveX: number;
  moveY: number;
  /** Where the nose should point, 1/65536 turns. */
  aim: number;
  /** See `BUTTON`. */
  buttons: number;
  /** The view time, as it travels (see shared/viewTime.ts); 0 when unknown. */
  seen: number;
}

export const neutralInput = (): ShipInput => ({ moveX: 0, moveY: 0, aim: 0, buttons: 0, seen: 0 });

/** NaN becomes `low`, as does everything below it. */
const clamp = (value: number, low: number, high: number): number =>
  value >= low ? (value <= high ? Math.trunc(value) : high) : low;

/** NaN and infinities become 0. */
const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

/** Forces every field into its domain, in place. Nothing reaches the simulation that has not been through here. */
export function cleanInput(input: ShipInput): void {
  input.moveX = clamp(finite(input.moveX), -INPUT.axis, INPUT.axis);
  input.moveY = clamp(finite(input.moveY), -INPUT.axis, INPUT.axis);
  input.aim = finite(input.aim) & 0xffff;
  input.buttons = finite(input.buttons) & BUTTONS;
  input.seen = clamp(input.seen, 0, VIEW_TIMES - 1);
}
