/**
 * What the gamepad controls besides the game: the uppermost sheet, or a part of the HUD with choices, which
 * has the attribute `data-pad-focus`. Its value "cross" marks a part that is shown while the player flies:
 * there only the D-pad moves the focus.
 */

/** Button that presses the focused control, as an index of the standard layout. */
export const PRESS_BUTTON = 0;

/** @returns the uppermost open sheet */
export function openSheet(): HTMLDialogElement | undefined {
  const sheets = [...document.querySelectorAll<HTMLDialogElement>("dialog[open]")];
  // The browser keeps the focus in the uppermost one.
  return sheets.find((one) => one.contains(document.activeElement)) ?? sheets.at(-1);
}

/**
 * @returns the visible part of the HUD with choices; of several the uppermost, and one that only the D-pad
 * reaches last
 */
export function hudChoices(): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>("[data-pad-focus]")].reverse();
  // Browsers from before 2024 lack `checkVisibility`.
  const shown = all.filter((one) => one.getClientRects().length > 0);
  return shown.find((one) => !isCrossOnly(one)) ?? shown[0];
}

export const isCrossOnly = (part: HTMLElement): boolean => part.dataset.padFocus === "cross";

export type PadTarget = "game" | "choices" | "sheet";

/** @returns what the button that presses controls now. A sheet takes all buttons except the menu button. */
export function padTarget(): PadTarget {
  if (openSheet() !== undefined) return "sheet";
  const part = hudChoices();
  if (part === undefined) return "game";
  return isCrossOnly(part) && !part.contains(document.activeElement) ? "game" : "choices";
}
