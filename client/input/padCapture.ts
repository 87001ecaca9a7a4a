/** Captures the next gamepad button, for the settings. The page ignores gamepads meanwhile. */
import { listPads } from "./padChoice.ts";

/** The root element has this attribute during a capture. */
const MARK = "capturing";

export const isCapturing = (): boolean => document.documentElement.hasAttribute(MARK);

/**
 * @param taken called once, with the button that was pressed.
 * @returns a function that cancels the capture
 */
export function capturePadButton(taken: (button: number) => void): () => void {
  const page = document.documentElement;
  page.setAttribute(MARK, "");
  /** Buttons that are held since before the capture, such as the button that started it. */
  const held = new Set<string>();
  let isFirst = true;
  let isOver = false;
  const stop = (): void => {
    if (isOver) return;
    isOver = true;
    // The captured press must not press the focused element as well.
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
