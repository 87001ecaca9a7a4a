/** Says for a moment what became of an order. */
import { element } from "../hud/dom.ts";

export type Tell = (text: string, failed: boolean) => void;

const SHOWN = 5000;

export function toasts(parent: HTMLElement): Tell {
  const box = element("div", "toasts");
  box.setAttribute("role", "status");
  parent.append(box);
  return (text, failed) => {
    const toast = element("p", failed ? "toast bad" : "toast", text);
    box.append(toast);
    setTimeout(() => toast.remove(), SHOWN);
  };
}
