/** Helpers that build elements, and setters that write to the page only when a value has changed. */
import { byteLength, cutToFit, fits, graphemeCount, type TextLimit } from "../../shared/text.ts";
import { isComposing } from "../browser/composing.ts";
import { listen } from "../input/device.ts";

/** Creates an element. Children are elements or text; text is never parsed as markup. */
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

/** Creates a section with a name that screen readers announce. */
export function region(className: string, label: string, ...children: (Node | string)[]): HTMLElement {
  const made = element("section", className, ...children);
  made.setAttribute("aria-label", label);
  return made;
}

/** Creates a button that keeps the focus after a press, as in forms and dialogs. */
export function formButton(className: string, label: Node | string, press: () => void): HTMLButtonElement {
  const made = element("button", className, label);
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

/**
 * Creates a button of the HUD. It gives up the focus after a press, so that Space fires and does not press it
 * again.
 */
export function button(className: string, label: Node | string, press: () => void): HTMLButtonElement {
  const made: HTMLButtonElement = formButton(className, label, () => {
    made.blur();
    press();
  });
  return made;
}

/** @returns the head of a table, with one row. @param titles one a column; "" for a column without a title */
export function tableHead(titles: readonly string[]): HTMLElement {
  const cells = titles.map((title) => {
    if (title === "") return element("td");
    const cell = element("th", "", title);
    cell.scope = "col";
    return cell;
  });
  return element("thead", "", element("tr", "", ...cells));
}

/**
 * Closes something with Escape. It also keeps the menu from opening by the same press.
 * @returns a function that removes the listener
 */
export const onEscape = (isOpen: () => boolean, close: () => void): (() => void) =>
  listen(window, "keydown", (event) => {
    if (event.code !== "Escape" || isComposing(event) || !isOpen()) return;
    close();
    event.preventDefault();
  });

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

/** @returns a setter that adds a class to an element or removes it */
export const classSetter = (of: Element, className: string): ((on: boolean) => void) =>
  onChange((on: boolean) => void of.classList.toggle(className, on));

/** @returns a setter that shows or hides an element; it starts hidden */
export function shownSetter(of: HTMLElement): (shown: boolean) => void {
  of.hidden = true;
  return onChange((shown: boolean) => {
    of.hidden = !shown;
  });
}

/** @returns a function that returns true at most once in `ms`; its argument is the time, ms */
export function every(ms: number): (now: number) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return (now) => {
    if (now >= last && now - last < ms) return false;
    last = now;
    return true;
  };
}

/**
 * As `every`, for parts that start in the same frame: the second time comes after a random part of the
 * interval, so that the parts do not all work in the same frames.
 */
export function staggered(ms: number): (now: number) => boolean {
  const due = every(ms);
  let isFirst = true;
  return (now) => {
    if (!isFirst) return due(now);
    isFirst = false;
    due(now - ms * Math.random());
    return true;
  };
}

/**
 * Keeps typed text within a limit. The `maxLength` of an input counts UTF-16 units, which is too strict for
 * many scripts. Text that an input method composes is left alone until the composition ends.
 */
export function limitInput(input: HTMLInputElement, limit: TextLimit): void {
  // A first limit keeps the paste of a very long text fast.
  input.maxLength = limit.bytes;
  // Direction of writing by the script of the text.
  input.dir = "auto";
  const keep = (): void => {
    const { value } = input;
    if (fits(value.normalize("NFC"), limit)) return;
    // New text ends at the caret, so the text before the caret is cut and the text after it is kept.
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

/**
 * @returns a canvas in the resolution of the screen, but at most 2 device pixels a CSS pixel
 * @param width,height CSS pixels
 */
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

/** @returns the middle of an element, CSS pixels in the window */
export function middleOf(element: HTMLElement): { x: number; y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
