/** Small helpers for building the page and for touching it only when something changed. */
import { byteLength, cutToFit, fits, graphemeCount, type TextLimit } from "../../shared/text.ts";

/** Makes an element; children are elements or text, which is never read as markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = "",
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** A button that gives the focus back, so that space goes on firing instead of pressing it again. */
export function button(className: string, label: string, press: () => void): HTMLButtonElement {
  const made = element("button", className, label);
  made.type = "button";
  made.addEventListener("click", () => {
    made.blur();
    press();
  });
  return made;
}

/** @returns a setter that calls `write` only with values that differ from the last one */
export function onChange<Value>(write: (value: Value) => void): (value: Value) => void {
  let last: { value: Value } | undefined;
  return (value) => {
    if (last && Object.is(last.value, value)) return;
    last = { value };
    write(value);
  };
}

/** @returns a setter of the text of an element */
export const textSetter = (of: Element): ((text: string) => void) =>
  onChange((text: string) => {
    of.textContent = text;
  });

/** @returns a setter that gives an element a class or takes it away */
export const classSetter = (of: Element, className: string): ((on: boolean) => void) =>
  onChange((on: boolean) => void of.classList.toggle(className, on));

/** @returns a setter that shows or hides an element; it starts hidden */
export function shownSetter(of: HTMLElement): (shown: boolean) => void {
  of.hidden = true;
  return onChange((shown: boolean) => {
    of.hidden = !shown;
  });
}

/** @returns whether `ms` have passed since it last said so */
export function every(ms: number): (now: number) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return (now) => {
    if (now >= last && now - last < ms) return false;
    last = now;
    return true;
  };
}

/**
 * Keeps what is typed within a limit. An input's own `maxLength` counts UTF-16 units, which cuts words of most scripts short.
 * What an input method composes is left alone until it is done.
 */
export function limitInput(input: HTMLInputElement, limit: TextLimit): void {
  // Pasting a book must not take long.
  input.maxLength = limit.bytes;
  // Text of any script begins on its own side.
  input.dir = "auto";
  const keep = (): void => {
    const { value } = input;
    if (fits(value.normalize("NFC"), limit)) return;
    // What has just come stands before the caret: that is cut, and not the end of what was there.
    const caret = input.selectionStart ?? value.length;
    const tail = cutToFit(value.slice(caret), limit);
    const head = cutToFit(value.slice(0, caret), {
      graphemes: limit.graphemes - graphemeCount(tail),
      bytes: limit.bytes - byteLength(tail),
    });
    input.value = head + tail;
    input.setSelectionRange(head.length, head.length);
  };
  input.addEventListener("input", (event) => {
    if (!(event as InputEvent).isComposing) keep();
  });
  input.addEventListener("compositionend", keep);
  keep();
}

/** A canvas as sharp as the screen, at most twice the CSS pixels. */
export function sharpCanvas(
  className: string,
  width: number,
  height: number,
): { canvas: HTMLCanvasElement; pen: CanvasRenderingContext2D | null } {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const canvas = element("canvas", className);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d");
  pen?.scale(ratio, ratio);
  return { canvas, pen };
}
