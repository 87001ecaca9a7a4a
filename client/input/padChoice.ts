/**
 * Which gamepad is in the player's hands. Browsers also list devices that nobody holds, or that are no gamepads at all (the
 * receiver of a keyboard, with all axes at −1): a pad counts once it was used, and the one used last flies the ship.
 */

/** An axis has been moved when it is this far from where it lay, of −1…1. */
const MOVED = 0.5;

/** As of `Gamepad`, as far as it is read here. */
export type Pad = Pick<Gamepad, "id" | "index" | "connected" | "mapping" | "axes"> & {
  readonly buttons: readonly Pick<GamepadButton, "pressed" | "value">[];
};

interface Seen {
  readonly id: string;
  /** Per axis: whether it lay near its middle when the pad was first seen. A trigger or a hat lies elsewhere. */
  readonly centred: readonly boolean[];
  /** Where the axes were when the pad was last used. */
  axes: readonly number[];
  pressed: readonly boolean[];
}

export interface PadChoice {
  /** @param pads by index, as the browser lists them @returns the one to read now */
  choose(pads: readonly (Pad | null)[]): Pad | undefined;
  /** @returns the position of an axis of a pad, −1…1; 0 where it is no stick, or there is none */
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
