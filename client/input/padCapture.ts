/** Waits for a button of any gamepad, while nothing else reads it. */
import { listPads } from "./padChoice.ts";

/** The root of the page has this attribute while the next button of a gamepad is captured. */
const MARK = "capturing";

export const isCapturing = (): boolean => document.documentElement.hasAttribute(MARK);

/** @param taken called with the button that was pressed, once. @returns a function that gives up */
export function capturePadButton(taken: (button: number) => void): () => void {
  const page = document.documentElement;
  page.setAttribute(MARK, "");
  /** Buttons that are held from before: that of the press that began this. */
  const held = new Set<string>();
  let isFirst = true;
  let isOver = false;
  const stop = (): void => {
    if (isOver) return;
    isOver = true;
    // The press that was captured must not press what has the focus.
    requestAnimationFrame(() => requestAnimationFrame(() => page.removeAttribute(MARK)));
  };
  const frame = (): void => {
    if (isOver) return;
    for (const pad of listPads())
      for (const [button, { pressed }] of (pad?.buttons ?? []).entries()) {
        const key = `${pad!.index} ${button}`;
        if (!pressed) held.delete(key);
        else if (isFirst) held.add(key);
        else if (!held.has(key)) {
          stop();
          taken(button);
          return;
        }
      }
    isFirst = false;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  return stop;
}
