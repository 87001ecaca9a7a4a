/** What happened lately in the whole cluster, the newest first. */
import type { OpsEvent } from "../../shared/operators.ts";
import { element } from "../hud/dom.ts";
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
  action: "accent",
};

export function eventsPart(state: ConsoleState): {
  node: HTMLElement;
  add(id: string, event: OpsEvent): void;
} {
  const list = element("ol", "events");
  const none = element("p", "none", "Nothing yet.");
  return {
    node: element("section", "panel log", element("h2", "", "Events"), none, list),
    add(id, event) {
      none.hidden = true;
      const { kind, text, at, process, count, by } = event;
      const mark = element("span", "chip", kind);
      mark.dataset.level = LEVELS[kind];
      const time = element("time", "", clock(at));
      time.dateTime = new Date(at).toISOString();
      const said = element("p", "", count === undefined ? text : `${text} ×${count}`);
      const who = element(
        "small",
        "",
        by === undefined ? state.shortName(process) : `${by} · ${state.shortName(process)}`,
      );
      const item = element("li", "", time, mark, said, who);
      item.dataset.event = id;
      item.dataset.kind = kind;
      list.prepend(item);
      while (list.childElementCount > SHOWN) list.lastElementChild!.remove();
    },
  };
}
