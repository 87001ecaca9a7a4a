/** A list whose lines fade out: the kill feed, the chat and the toasts. */
import { element } from "./dom.ts";

/** Duration of the fade in the style sheet, ms. */
const FADE = 600;

export interface FadingList {
  readonly element: HTMLElement;
  /**
   * Adds a line, which the next `tidy` shows. A page in the background draws no frames, so it shows the
   * latest lines only when it is visible again.
   * @param stay time until this line fades, ms; default: `stay` of the list
   */
  add(line: HTMLElement, stay?: number): void;
  /** Shows new lines, fades old lines, and removes faded ones. Call once a frame. @param now ms */
  tidy(now: number): void;
  clear(): void;
}

export interface FadingListOptions {
  className: string;
  /** Most lines at once; another line removes the oldest. */
  most: number;
  /** Time until a line fades, ms. */
  stay: number;
  /** Faded lines stay in the document, so that the list can be shown again. */
  keep?: boolean;
}

export function createFadingList({ className, most, stay, keep = false }: FadingListOptions): FadingList {
  const list = element("div", className);
  /** `born`: ms; undefined until it is shown. */
  let lines: { line: HTMLElement; born: number | undefined; stay: number; fading: boolean }[] = [];

  return {
    element: list,
    add(line, lineStay = stay) {
      lines.push({ line, born: undefined, stay: lineStay, fading: false });
      for (const { line: old } of lines.splice(0, lines.length - most)) old.remove();
    },
    tidy(now) {
      for (const entry of lines) {
        if (entry.born === undefined) {
          entry.born = now;
          list.append(entry.line);
        }
        const age = now - entry.born;
        if (age < entry.stay) continue;
        if (!entry.fading) entry.line.classList.add("fading");
        entry.fading = true;
        if (!keep && age > entry.stay + FADE) entry.line.remove();
      }
      if (!keep && lines.some((entry) => !entry.line.isConnected))
        lines = lines.filter((entry) => entry.line.isConnected);
    },
    clear() {
      list.replaceChildren();
      lines = [];
    },
  };
}
