/** Toasts that show the outcomes of orders. */
import type { Outcome } from "../../shared/operators.ts";
import { element } from "../shell/dom.ts";

export type ShowOutcome = (text: string, outcome: Outcome) => void;

/** Duration by outcome, ms. */
const SHOWN = { done: 5000, "not done": 5000, unknown: 12_000 } as const satisfies { [O in Outcome]: number };
const LOOKS = { done: "toast", "not done": "toast bad", unknown: "toast warn" } as const;

export function toasts(parent: HTMLElement): ShowOutcome {
  const box = element("div", "toasts");
  box.setAttribute("role", "status");
  parent.append(box);
  return (text, outcome) => {
    const toast = element("p", LOOKS[outcome], text);
    box.append(toast);
    setTimeout(() => toast.remove(), SHOWN[outcome]);
  };
}
