/**
 * Navigation by gamepad on the front page and in sheets: stick and D-pad move the focus, A presses, B closes.
 */
import { isCapturing } from "../input/padCapture.ts";
import { ASK_EVERY, createPadChoice, listPads, type Pad } from "../input/padChoice.ts";
import { isCrossOnly, openSheet, PRESS_BUTTON } from "../input/padTarget.ts";

export type Direction = "up" | "down" | "left" | "right";

/** Indices of the standard layout. */
const BUTTON = { press: PRESS_BUTTON, close: 1, start: 9, up: 12, down: 13, left: 14, right: 15 } as const;
/** The stick counts as pushed beyond this position, 0…1. */
const PUSHED = 0.6;
/** A held direction moves the focus again after this time, ms; the first time after twice this time. */
const REPEAT = 180;

const DIRECTIONS = ["up", "down", "left", "right"] as const satisfies readonly Direction[];
const FOCUSABLE = "a[href], button, input, select, textarea, summary";

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** @returns index of the next box in a direction; undefined when there is none */
export function nextBox(from: Box, boxes: readonly Box[], direction: Direction): number | undefined {
  const isVertical = direction === "up" || direction === "down";
  const sign = direction === "down" || direction === "right" ? 1 : -1;
  const middle = (box: Box, vertical: boolean): number =>
    vertical ? (box.top + box.bottom) / 2 : (box.left + box.right) / 2;
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  boxes.forEach((box, i) => {
    const along = sign * (middle(box, isVertical) - middle(from, isVertical));
    if (along < 4) return;
    const [low, high] = isVertical ? [from.left, from.right] : [from.top, from.bottom];
    const [start, end] = isVertical ? [box.left, box.right] : [box.top, box.bottom];
    // A box beside the direction counts as far.
    const beside = Math.max(0, start - high, low - end);
    const distance = along + 3 * beside + Math.abs(middle(box, !isVertical) - middle(from, !isVertical)) / 8;
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}

/**
 * @param rootOf returns the element in which the gamepad moves the focus, if no sheet is open; undefined
 * while it flies
 */
export function createPadFocus(rootOf: () => HTMLElement | undefined): void {
  const choice = createPadChoice();
  const held = new Map<number, boolean>();
  let last: Direction | undefined;
  let due = 0;

  const isNew = (pad: Pad, index: number): boolean => {
    const before = held.get(index) ?? false;
    const now = pad.buttons[index]?.pressed ?? false;
    held.set(index, now);
    return now && !before;
  };
  const onCross = (pad: Pad): Direction | undefined =>
    DIRECTIONS.find((direction) => pad.buttons[BUTTON[direction]]?.pressed);
  const onStick = (pad: Pad): Direction | undefined => {
    const [x, y] = [choice.axis(pad, 0), choice.axis(pad, 1)];
    if (y < -PUSHED) return "up";
    if (y > PUSHED) return "down";
    if (x < -PUSHED) return "left";
    return x > PUSHED ? "right" : undefined;
  };
  const follow = (): void => void requestAnimationFrame(frame);
  const frame = (now: number): void => {
    const pads = listPads();
    // Each callback of a frame costs time, so without a gamepad there is one only now and then.
    if (pads.every((pad) => pad === null)) setTimeout(follow, ASK_EVERY);
    else follow();
    const pad = document.hasFocus() ? choice.choose(pads) : undefined;
    if (pad === undefined) return;
    const sheet = openSheet();
    const root = sheet ?? rootOf();
    const [press, close, start] = [BUTTON.press, BUTTON.close, BUTTON.start].map((index) =>
      isNew(pad, index),
    );
    if (root === undefined || isCapturing()) return;
    // The stick flies: a player who flies no longer uses the focused control, and its button is free for the
    // game.
    const flies = isCrossOnly(root);
    if (flies && onStick(pad) !== undefined) blurIn(root);
    const direction = onCross(pad) ?? (flies ? undefined : onStick(pad));
    if (direction !== last) due = now;
    if (direction !== undefined && now >= due) {
      move(root, direction);
      due = now + (direction === last ? REPEAT : 2 * REPEAT);
    }
    last = direction;
    if (press) pressFocused(root, !flies);
    else if (sheet !== undefined && close) sheet.close();
    else if (start && sheet === undefined) root.querySelector("form")?.requestSubmit();
  };
  follow();
}

/** @returns the visible controls */
const controlsIn = (root: HTMLElement): HTMLElement[] =>
  [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (one) => one.getClientRects().length > 0 && !one.hasAttribute("disabled"),
  );

const focusedIn = (root: HTMLElement): HTMLElement | undefined => {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && root.contains(focused) && focused !== root ? focused : undefined;
};

const blurIn = (root: HTMLElement): void => focusedIn(root)?.blur();

/** Focuses the main control, else the first one. */
function focusFirst(controls: readonly HTMLElement[]): void {
  (controls.find((one) => one.matches(".primary")) ?? controls[0])?.focus();
}

function move(root: HTMLElement, direction: Direction): void {
  const all = controlsIn(root);
  const focused = focusedIn(root);
  if (focused === undefined) {
    focusFirst(all);
    return;
  }
  if (focused instanceof HTMLInputElement && focused.type === "range" && /left|right/.test(direction)) {
    focused[direction === "left" ? "stepDown" : "stepUp"]();
    focused.dispatchEvent(new Event("input"));
    return;
  }
  const others = all.filter((one) => one !== focused);
  if (focused instanceof HTMLSelectElement && /left|right/.test(direction)) {
    const index = focused.selectedIndex + (direction === "left" ? -1 : 1);
    if (index < 0 || index >= focused.length) return;
    focused.selectedIndex = index;
    focused.dispatchEvent(new Event("change"));
    return;
  }
  const next = nextBox(
    focused.getBoundingClientRect(),
    others.map((one) => one.getBoundingClientRect()),
    direction,
  );
  if (next === undefined) return;
  others[next]!.focus();
  others[next]!.scrollIntoView({ block: "nearest" });
}

/** @param focuses whether the press focuses the main control when none has the focus */
function pressFocused(root: HTMLElement, focuses: boolean): void {
  const focused = focusedIn(root);
  if (focused === undefined) {
    if (focuses) focusFirst(controlsIn(root));
    return;
  }
  // A gamepad cannot type, so in a text field A submits the form.
  if (focused instanceof HTMLInputElement && focused.type === "text") focused.form?.requestSubmit();
  else focused.click();
}
