/** The latest events of the whole cluster, the newest first. */
import type { OpsEvent, Outcome } from "../../shared/operators.ts";
import { element, textSetter } from "../shell/dom.ts";
import { clock } from "./format.ts";
import type { ConsoleState } from "./state.ts";

const SHOWN = 200;

const LEVELS: { [K in OpsEvent["kind"]]: string } = {
  refused: "calm",
  takeover: "warn",
  drain: "warn",
  process: "good",
  redis: "bad",
  error: "bad",
  report: "warn",
  action: "accent",
};

export function eventsPart(state: ConsoleState): {
  node: HTMLElement;
  add(id: string, event: OpsEvent): void;
  draw(): void;
} {
  const list = element("ol", "events");
  const none = element("p", "none", "No events yet.");
  /** Update the name of each event's process, which may become known after the event. */
  const placers: (() => void)[] = [];
  /** Listed orders by id: functions that show the outcome in the line of the order. */
  const orders = new Map<string, (id: string, event: OpsEvent) => void>();
  return {
    node: element("section", "panel log", element("h2", "", "Events"), none, list),
    add(id, event) {
      none.hidden = true;
      const { kind, text, at, process, count, by, order } = event;
      const known = order === undefined ? undefined : orders.get(order);
      if (known !== undefined) return known(id, event);
      const mark = element("span", "chip", kind);
      mark.dataset.level = LEVELS[kind];
      const time = element("time", "", clock(at));
      time.dateTime = new Date(at).toISOString();
      const message = element("p", "", count === undefined ? text : `${text} ×${count}`);
      const where = element("small");
      const setWhere = textSetter(where);
      const place = () => setWhere([by, state.shortName(process)].filter(Boolean).join(" · "));
      place();
      placers.push(place);
      const item = element("li", "", time, mark, message, where);
      if (order !== undefined) orders.set(order, outcomeShower(item, where, id, event));
      item.dataset.event = id;
      item.dataset.kind = kind;
      list.prepend(item);
      if (placers.length <= SHOWN) return;
      const oldest = list.lastElementChild as HTMLElement;
      if (oldest.dataset.order !== undefined) orders.delete(oldest.dataset.order);
      oldest.remove();
      placers.shift();
    },
    draw() {
      for (const place of placers) place();
    },
  };
}

const OUTCOMES: { [O in Outcome]: string } = { done: "good", "not done": "bad", unknown: "warn" };

/**
 * @returns a function that shows the outcome of an order in its line
 * @param before the outcome is inserted before this element
 */
function outcomeShower(item: HTMLElement, before: HTMLElement, id: string, event: OpsEvent) {
  const mark = element("span", "chip outcome");
  const why = element("small", "why");
  const show = (id: string, { outcome, reason }: OpsEvent): void => {
    item.dataset.event = id;
    item.dataset.outcome = outcome ?? "given";
    mark.textContent = outcome ?? "given";
    mark.dataset.level = outcome === undefined ? "calm" : OUTCOMES[outcome];
    why.textContent = reason ?? "";
    why.hidden = reason === undefined;
  };
  item.dataset.order = event.order!;
  before.before(element("div", "became", mark, why));
  show(id, event);
  return show;
}
