/** What the page of a match shows while there is no picture: progress, or why there is none. */
import { BadLog } from "../../shared/log/bytes.ts";
import { element } from "../shell/dom.ts";

export interface Screen {
  busy(text: string): void;
  /** @param others links beside the one to the game */
  fail(title: string, text: string, others?: readonly { label: string; href: string }[]): void;
  close(): void;
}

/** @param heading while it loads @param home address of the game */
export function createScreen(parent: HTMLElement, heading: string, home: string): Screen {
  const spinner = element("div", "spinner");
  spinner.setAttribute("aria-hidden", "true");
  const title = element("h1", "replay-title", heading);
  const words = element("p", "replay-words");
  words.setAttribute("role", "status");
  const links = element("nav", "replay-links");
  const box = element("div", "replay-box panel", title, spinner, words, links);
  const screen = element("div", "replay-screen", box);
  parent.append(screen);
  return {
    busy(text) {
      if (words.textContent !== text) words.textContent = text;
    },
    fail(why, text, others = []) {
      spinner.hidden = true;
      title.textContent = why;
      words.textContent = text;
      links.replaceChildren(
        ...[...others, { label: "Play instead", href: home }].map(({ label, href }) => {
          const link = element("a", "replay-home", label);
          link.href = href;
          return link;
        }),
      );
    },
    close: () => screen.remove(),
  };
}

/** @returns why it cannot be shown, for the one who looks at the page */
export const inWords = (error: unknown): string =>
  error instanceof BadLog ? sentence(error.message) : "Something went wrong. Please reload the page.";

/** An error as a sentence of its own. */
const sentence = (text: string): string =>
  `${text[0]!.toUpperCase()}${text.slice(1)}${/[.!]$/.test(text) ? "" : "."}`;
