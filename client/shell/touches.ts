/** Counts what the player does anywhere on the page: presses, keys, and moves of the focus by gamepad. */

export interface Touches {
  readonly count: number;
  /** Moves the focus for the page, which does not count. */
  without(move: () => void): void;
}

/** @param onTouch called after each one */
export function followTouches(onTouch: () => void): Touches {
  let count = 0;
  let isOwn = false;
  const touch = (): void => {
    if (isOwn) return;
    count++;
    onTouch();
  };
  // Also those in a sheet, which stops some events.
  for (const type of ["pointerdown", "keydown", "click"]) addEventListener(type, touch, { capture: true });
  // A gamepad has moved the focus. A return to the tab comes from no other element.
  addEventListener("focusin", ({ relatedTarget }) => relatedTarget && touch());
  return {
    get count() {
      return count;
    },
    without(move) {
      isOwn = true;
      move();
      isOwn = false;
    },
  };
}
