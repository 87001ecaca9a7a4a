/** What the page of a replay shows while there is no picture: progress, or why there is none. */
import { element } from "../shell/dom.ts";

export interface Screen {
  busy(text: string): void;
  fail(text: string): void;
  close(): void;
}

/** @param home address of the game */
export function createScreen(parent: HTMLElement, home: string): Screen {
  const spinner = element("div", "spinner");
  spinner.setAttribute("aria-hidden", "true");
  const title = element("h1", "replay-title", "Replay");
  const words = element("p", "replay-words");
  words.setAttribute("role", "status");
  const play = element("a", "replay-home", "Play instead");
  play.href = home;
  play.hidden = true;
  const box = element("div", "replay-box panel", title, spinner, words, play);
  const screen = element("div", "replay-screen", box);
  parent.append(screen);
  return {
    busy(text) {
      words.textContent = text;
    },
    fail(text) {
      spinner.hidden = true;
      title.textContent = "This replay cannot be shown";
      words.textContent = text;
      play.hidden = false;
    },
    close: () => screen.remove(),
  };
}
