/**
 * Copies a link to the clipboard. If the browser forbids that, shows the link selected, so that the player
 * can copy it.
 */
import { copyText } from "../browser/clipboard.ts";
import { words } from "../strings/index.ts";
import { element } from "./dom.ts";

/** How long "copied" is shown, ms. */
const SHOWN_MS = 3000;

export interface Invite {
  readonly element: HTMLElement;
  /** Copies or shows a link. Call from a click or a key press, because browsers allow copying only then. */
  offer(link: string): Promise<void>;
}

/** @param of target of the link, which chooses the texts */
export function createInvite(of: keyof typeof words.invite = "room"): Invite {
  const line = element("p", "invite-words");
  const link = element("input", "invite-link");
  link.readOnly = true;
  link.setAttribute("aria-label", words.invite[of].linkTo);
  const box = element("section", "invite", line, link);
  box.setAttribute("role", "status");
  box.hidden = true;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const hide = (): void => {
    box.hidden = true;
  };
  const show = (text: string, isCopied: boolean): void => {
    clearTimeout(timer);
    line.textContent = text;
    link.hidden = isCopied;
    box.hidden = false;
    if (isCopied) timer = setTimeout(hide, SHOWN_MS);
    else link.select();
  };
  link.addEventListener("keydown", (event) => {
    if (event.code === "Escape") link.blur();
  });
  // When only the window has lost the focus, the link is still the active element and stays visible.
  link.addEventListener("blur", () => document.activeElement !== link && hide());

  return {
    element: box,
    async offer(address) {
      link.value = address;
      if (await copyText(address)) show(words.invite[of].copied, true);
      else show(words.mayNotCopy, false);
    },
  };
}
