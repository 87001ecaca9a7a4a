/**
 * Chooses the gamepad that the player uses. Browsers also list unused devices, and devices that are no
 * gamepads (such as the receiver of a keyboard, with all axes at −1). So a gamepad counts only after it was
 * used, and the one used last is read.
 */

import { attempt } from "../browser/attempt.ts";

/** An axis counts as moved when its position (−1…1) has changed by more than this. */
const MOVED = 0.5;

/** The part of `Gamepad` that this module reads. */
export type Pad = Pick<Gamepad, "id" | "index" | "connected" | "mapping" | "axes"> & {
  readonly buttons: readonly Pick<GamepadButton, "pressed" | "value">[];
};

/** @returns the gamepads; none if the browser has no such API, or a policy forbids it */
export const listPads = (): readonly (Pad | null)[] => attempt(() => navigator.getGamepads()) ?? [];

/** Time between two questions for gamepads while there is none, ms. */
export const ASK_EVERY = 100;

/**
 * Each answer of the browser is a new list, so while there is no gamepad the browser is asked only now and then.
 * @returns `listPads` for every frame; its argument is the time, ms
 */
export function createPadList(): (now: number) => readonly (Pad | null)[] {
  let pads = listPads();
  let askedAt = Number.NEGATIVE_INFINITY;
  return (now) => {
    if (now - askedAt < ASK_EVERY && pads.every((pad) => pad === null)) return pads;
    askedAt = now;
    pads = listPads();
    return pads;
  };
}

interface Seen {
  readonly id: string;
  /**
   * Whether each axis was near its middle when the pad was first seen. A trigger or a hat rests elsewhere.
   */
  readonly centred: readonly boolean[];
  /** Axes and buttons when the pad was last used. */
  axes: readonly number[];
  pressed: readonly boolean[];
}

export interface PadChoice {
  /**
   * @param pads as the browser lists them
   * @returns the gamepad that was used last; undefined when none was used
   */
  choose(pads: readonly (Pad | null)[]): Pad | undefined;
  /** @returns position of an axis, −1…1; 0 for an axis that does not exist or is no stick */
  axis(pad: Pad, index: number): number;
}

export function createPadChoice(): PadChoice {
  const seen = new Map<number, Seen>();
  let chosen: number | undefined;

  const note = (pad: Pad): void => {
    const pressed = pad.buttons.map((button) => button.pressed);
    const before = seen.get(pad.index);
    if (before?.id !== pad.id) {
      const centred = pad.axes.map((at) => Math.abs(at) < MOVED);
      seen.set(pad.index, { id: pad.id, centred, axes: [...pad.axes], pressed });
      if (chosen === pad.index) chosen = undefined;
      return;
    }
    const isMoved = pad.axes.some((at, i) => Math.abs(at - (before.axes[i] ?? 0)) > MOVED);
    const isPressed = pressed.some((is, i) => is !== (before.pressed[i] ?? false));
    if (!isMoved && !isPressed) return;
    chosen = pad.index;
    before.axes = [...pad.axes];
    before.pressed = pressed;
  };

  return {
    choose(pads) {
      for (const index of seen.keys())
        if (!pads[index]?.connected) {
          seen.delete(index);
          if (chosen === index) chosen = undefined;
        }
      for (const pad of pads) if (pad?.connected) note(pad);
      return chosen === undefined ? undefined : (pads[chosen] ?? undefined);
    },
    axis(pad, index) {
      const isStick = pad.mapping === "standard" || seen.get(pad.index)?.centred[index];
      return isStick ? (pad.axes[index] ?? 0) : 0;
    },
  };
}
