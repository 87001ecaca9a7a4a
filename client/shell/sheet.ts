/**
 * Sheets: modal dialogs over the front page or the game. The browser keeps the focus inside, and closes them
 * with Escape.
 */
import { words } from "../strings/index.ts";
import { element, formButton } from "./dom.ts";

export interface Sheet {
  readonly element: HTMLDialogElement;
  readonly isOpen: boolean;
  /** @param focus gets the focus; by default the first visible control of the content */
  open(focus?: "heading"): void;
  close(): void;
}

/** @param onChange called when the sheet opens and when it closes. @param content below the heading */
export function createSheet(
  title: string,
  className: string,
  onChange: (isOpen: boolean) => void,
  ...content: Node[]
): Sheet {
  const heading = element("h2", "sheet-title", title);
  heading.id = `${className}-title`;
  heading.tabIndex = -1;
  const cross = formButton("sheet-close", "×", () => close());
  cross.setAttribute("aria-label", words.close);
  const body = element("div", "sheet-body", ...content);
  const dialog = element(
    "dialog",
    `sheet ${className}`,
    element("header", "sheet-head", heading, cross),
    body,
  );
  dialog.setAttribute("aria-labelledby", heading.id);
  let wasOpen = false;
  /** The event of a browser comes late: by then another sheet, or this one again, may be open. */
  const report = (): void => {
    if (dialog.open === wasOpen) return;
    wasOpen = dialog.open;
    // A browser may leave the focus on the hidden control for a moment, which would then take the keys of the
    // game.
    const focused = document.activeElement;
    if (!wasOpen && focused instanceof HTMLElement && dialog.contains(focused)) focused.blur();
    onChange(wasOpen);
  };
  const close = (): void => {
    dialog.close();
    report();
  };
  // Only for a press beside the sheet the dialog itself is the target.
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && close());
  dialog.addEventListener("close", report);
  return {
    element: dialog,
    get isOpen() {
      return dialog.open;
    },
    open(focus) {
      if (dialog.open) return;
      dialog.showModal();
      body.scrollTop = 0;
      // By itself the browser would focus the cross.
      const controls = [...body.querySelectorAll<HTMLElement>("button, a[href], input, select")];
      const first = controls.find((one) => one.getClientRects().length > 0);
      (focus === "heading" ? heading : first)?.focus();
      report();
    },
    close,
  };
}
