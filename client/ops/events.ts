/** What happened lately in the whole cluster, the newest first. */
import type { OpsEvent } from "../../shared/operators.ts";
import { element, textSetter } from "../hud/dom.ts";
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
  draw(): void;
} {
  const list = element("ol", "events");
  const none = element("p", "none", "Nothing yet.");
  /** What a process is called may be known only later. */
  const placers: (() => void)[] = [];
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
      const where = element("small");
      const setWhere = textSetter(where);
      const place = () => setWhere([by, state.shortName(process)].filter(Boolean).join(" · "));
      place();
      placers.push(place);
      const item = element("li", "", time, mark, said, where);
      item.dataset.event = id;
      item.dataset.kind = kind;
      list.prepend(item);
      if (placers.length <= SHOWN) return;
      list.lastElementChild!.remove();
      placers.shift();
    },
    draw() {
      for (const place of placers) place();
    },
  };
}
