/** A line above the picture: why nothing moves, or what comes next. */
import { element, onChange } from "../shell/dom.ts";

export interface Note {
  /** @param text empty: nothing is to be said @param isBusy whether something is waited for */
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
