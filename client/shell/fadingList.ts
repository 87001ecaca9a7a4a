/** Lines that come, stay a while and fade: the kill feed, the chat and the toasts. */
import { element } from "./dom.ts";

/** Time the style sheet's fade takes, ms. */
const FADE = 600;

export interface FadingList {
  readonly element: HTMLElement;
  /** @param now ms @param stay for this line, ms; absent: that of the list */
  add(line: HTMLElement, now: number, stay?: number): void;
  /** Fades and removes what is old. @param now ms */
  tidy(now: number): void;
  clear(): void;
}

export interface FadingListOptions {
  className: string;
  /** Lines at once; the oldest goes. */
  most: number;
  /** How long a line stays before it fades, ms. */
  stay: number;
  /** Faded lines stay in the page, for a list that can be called back. */
  keep?: boolean;
}

export function createFadingList({ className, most, stay, keep = false }: FadingListOptions): FadingList {
  const list = element("div", className);
  let lines: { line: HTMLElement; born: number; stay: number; fading: boolean }[] = [];

  return {
    element: list,
    add(line, now, lineStay = stay) {
      lines.push({ line, born: now, stay: lineStay, fading: false });
      list.append(line);
      for (const { line: old } of lines.splice(0, lines.length - most)) old.remove();
    },
    tidy(now) {
      for (const entry of lines) {
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
