/** A line above the picture: says why the picture stands still, or which match is next. */
import { element, onChange } from "../shell/dom.ts";

export interface Note {
  /** @param text empty: hides the line @param isBusy whether the page waits for something */
  show(text: string, isBusy?: boolean): void;
}

export function createNote(parent: HTMLElement): Note {
  const spinner = element("span", "spinner watch-spinner");
  spinner.setAttribute("aria-hidden", "true");
  const words = element("span", "watch-words");
  const note = element("p", "watch-note", spinner, words);
  note.setAttribute("role", "status");
  note.hidden = true;
  parent.append(note);
  const set = onChange((text: string) => {
    note.hidden = text === "";
    words.textContent = text;
  });
  return {
    show(text, isBusy = false) {
      spinner.hidden = !isBusy;
      set(text);
    },
  };
}
