/** One player's wish for one tick, as the simulation takes it. */
import { INPUT } from "../config.ts";

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
  /** The server tick that was on the player's screen, as a stamp that travels (see `wrapStamp`); 0 when unknown. */
  seen: number;
}

export const neutralInput = (): ShipInput => ({ moveX: 0, moveY: 0, aim: 0, buttons: 0, seen: 0 });

/** Stamps count 1/16 ticks and travel in 32 bits, so they come round after 103 days of a room. */
const STAMPS = 0x1_0000_0000;

/** @param stamp a whole number from 0 @returns how it travels; 0 is kept for "unknown", so 1 stands for its multiples */
export const wrapStamp = (stamp: number): number => (stamp > 0 ? stamp % STAMPS || 1 : 0);

/**
 * @param travelled 0…2³²−1
 * @param present a stamp that is less than 51 days away
 * @returns the stamp that is meant: of all that travel alike, the one nearest to the present that is not negative
 */
export function unwrapStamp(travelled: number, present: number): number {
  const nearest = present + ((travelled - present) | 0);
  return nearest < 0 ? nearest + STAMPS : nearest;
}

/** NaN becomes `low`, as does everything below it. */
const clamp = (value: number, low: number, high: number): number =>
  value >= low ? (value <= high ? Math.trunc(value) : high) : low;

/** NaN and infinities become 0. */
const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

/** Forces every field into its domain, in place. Nothing reaches the simulation that has not been through here. */
export function cleanInput(input: ShipInput): void {
  input.moveX = clamp(finite(input.moveX), -INPUT.move, INPUT.move);
  input.moveY = clamp(finite(input.moveY), -INPUT.move, INPUT.move);
  input.aim = finite(input.aim) & 0xffff;
  input.buttons = finite(input.buttons) & BUTTONS;
  input.seen = clamp(input.seen, 0, STAMPS - 1);
}
