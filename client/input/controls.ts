/**
 * The buttons of a game and their default bindings on each device. Movement and aim are the same in every
 * game.
 */

export interface ButtonControl {
  /** Bit of the button in `Intent.buttons`. */
  readonly bit: number;
  /**
   * Key of the player's bindings in the settings: letters only, such as "boost", and the same in every
   * language.
   */
  readonly name: string;
  /** Label on a touch screen. */
  readonly label: string;
  /** Keys that press it, by `KeyboardEvent.code`. */
  readonly keys: readonly string[];
  readonly mouse?: "left" | "right";
  readonly pad?: PadButton;
  /** `button`: a round button on the screen. `push`: pressed while the aiming stick is near its rim. */
  readonly touch?: "button" | "push";
}

/**
 * Gamepad buttons that a game can use, as indices of the standard layout. Start opens the menu, and Back the
 * help.
 */
export const PAD_BUTTONS = { a: 0, b: 1, x: 2, y: 3, leftTrigger: 6, rightTrigger: 7 } as const;
export type PadButton = keyof typeof PAD_BUTTONS;

/** The first one is the main button, which also gives the command "confirm". */
export type Controls = readonly ButtonControl[];

/** @returns the bits of all buttons that `isPressed` */
export function bitsOf(controls: Controls, isPressed: (control: ButtonControl) => boolean): number {
  let bits = 0;
  for (const control of controls) if (isPressed(control)) bits |= control.bit;
  return bits;
}
