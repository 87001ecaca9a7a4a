/**
 * Sheets: modal dialogs over the front page or the game. The browser keeps the focus inside, and closes them
 * with Escape.
 */
import { words } from "../strings/index.ts";
import { element, formButton } from "./dom.ts";

export interface Sheet {
  readonly element: HTMLDialogElement;
  readonly isOpen: boolean;
  open(): void;
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
  const cross = formButton("sheet-close", "×", () => dialog.close());
  cross.setAttribute("aria-label", words.close);
  const body = element("div", "sheet-body", ...content);
  const dialog = element(
    "dialog",
    `sheet ${className}`,
    element("header", "sheet-head", heading, cross),
    body,
  );
  dialog.setAttribute("aria-labelledby", heading.id);
  // Only for a press beside the sheet the dialog itself is the target.
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    // A browser may leave the focus on the hidden control for a moment, which would then take the keys of the game.
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && dialog.contains(focused)) focused.blur();
    onChange(false);
  });
  return {
    element: dialog,
    get isOpen() {
      return dialog.open;
    },
    open() {
      if (dialog.open) return;
      dialog.showModal();
      body.scrollTop = 0;
      // Focuses the first control of the content instead of the cross.
      body.querySelector<HTMLElement>("button, a[href], input, select")?.focus();
      onChange(true);
    },
    close: () => dialog.close(),
  };
}
