/** Copies the link to the room; where the browser does not let a page copy, shows it selected, to be copied by hand. */
import { copyText } from "../browser/clipboard.ts";
import { element } from "./dom.ts";

/** How long "copied" is read, ms. */
const SAID_MS = 3000;

export interface Invite {
  readonly element: HTMLElement;
  /** Call from a press. */
  offer(link: string): Promise<void>;
}

export function createInvite(): Invite {
  const words = element("p", "invite-words");
  const link = element("input", "invite-link");
  link.readOnly = true;
  link.setAttribute("aria-label", "Link to this room");
  const box = element("section", "invite", words, link);
  box.setAttribute("role", "status");
  box.hidden = true;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const hide = (): void => {
    box.hidden = true;
  };
  const show = (text: string, isCopied: boolean): void => {
    clearTimeout(timer);
    words.textContent = text;
    link.hidden = isCopied;
    box.hidden = false;
    if (isCopied) timer = setTimeout(hide, SAID_MS);
    else link.select();
  };
  link.addEventListener("keydown", (event) => {
    if (event.code === "Escape") link.blur();
  });
  // As with the chat: when the window loses the focus, the link stays.
  link.addEventListener("blur", () => document.activeElement !== link && hide());

  return {
    element: box,
    async offer(address) {
      link.value = address;
      if (await copyText(address)) show("Link to this room copied", true);
      else show("Your browser does not let the page copy. Copy this link:", false);
    },
  };
}
