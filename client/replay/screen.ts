/** The page of a match while there is no picture: shows the progress, or the reason. */
import { BadLog } from "../../shared/log/bytes.ts";
import { element } from "../shell/dom.ts";
import { words } from "../strings/index.ts";

export interface Screen {
  /** @param progress how far it is, which screen readers do not repeat */
  busy(text: string, progress?: string): void;
  /** @param others links in addition to the one to the game */
  fail(title: string, text: string, others?: readonly { label: string; href: string }[]): void;
  close(): void;
}

/** @param heading shown while the match loads @param home address of the game */
export function createScreen(parent: HTMLElement, heading: string, home: string): Screen {
  const spinner = element("div", "spinner");
  spinner.setAttribute("aria-hidden", "true");
  const title = element("h1", "replay-title", heading);
  const line = element("p", "replay-words");
  line.setAttribute("role", "status");
  const part = element("p", "replay-words");
  part.setAttribute("aria-hidden", "true");
  const links = element("nav", "replay-links");
  const box = element("div", "replay-box panel", title, spinner, line, part, links);
  const screen = element("div", "replay-screen", box);
  parent.append(screen);
  return {
    busy(text, progress = "") {
      if (line.textContent !== text) line.textContent = text;
      part.textContent = progress;
    },
    fail(why, text, others = []) {
      spinner.hidden = true;
      title.textContent = why;
      line.textContent = text;
      part.textContent = "";
      links.replaceChildren(
        ...[...others, { label: words.watch.playInstead, href: home }].map(({ label, href }) => {
          const link = element("a", "replay-home", label);
          link.href = href;
          return link;
        }),
      );
    },
    close: () => screen.remove(),
  };
}

/** @returns why the match cannot be shown, in words for the viewer */
export const inWords = (error: unknown): string =>
  error instanceof BadLog
    ? sentence(words.watch.unshown(error.reason, error.message))
    : words.watch.wentWrong;

/** Turns an error message into a sentence. */
const sentence = (text: string): string =>
  `${text[0]!.toUpperCase()}${text.slice(1)}${/[.!]$/.test(text) ? "" : "."}`;
