/** The kill feed, top right. */
import { element } from "../../../../client/shell/dom.ts";
import { createFadingList } from "../../../../client/shell/fadingList.ts";
import { hueColour } from "../../../../client/shell/format.ts";
import { BOT_MARK } from "../../../../shared/names.ts";
import type { SkirmishEvents } from "../session/skirmish.ts";
import { words } from "../strings/index.ts";
import type { Context, Part } from "./part.ts";

const WEAPONS: ReadonlyMap<string, string> = new Map(Object.entries(words.weapons));
const LINES = 5;
const STAY_MS = 6000;

export function createKillFeed(context: Context): Part {
  const feed = createFadingList({ className: "kill-feed", most: LINES, stay: STAY_MS });
  feed.element.setAttribute("role", "group");
  feed.element.setAttribute("aria-label", words.kills);

  const nameOf = (key: string, name: string, isBot = false): HTMLElement => {
    const session = context.session();
    const mark = isBot ? [element("span", "kill-mark", BOT_MARK), " "] : [];
    const label = element("span", "kill-name", ...mark, key === session?.key ? words.you : name);
    const ship = session?.state.ships.get(key);
    if (ship) label.style.color = hueColour(ship.hue, key === session?.key);
    return label;
  };
  const describe = (kill: SkirmishEvents["kill"]): HTMLElement => {
    const own = context.session()?.key;
    const alone = !kill.killer || kill.killer === kill.victim;
    const line = element("div", "kill");
    if (!alone) line.append(nameOf(kill.killer, kill.killerName, kill.killerBot));
    line.append(
      element(
        "span",
        `kill-weapon ${kill.weapon}`,
        WEAPONS.get(kill.weapon) ?? (kill.weapon || words.isDestroyed),
      ),
    );
    line.append(nameOf(kill.victim, kill.victimName, kill.victimBot));
    if (kill.killer === own && !alone) line.classList.add("mine");
    else if (kill.victim === own) line.classList.add("me");
    return line;
  };

  return {
    element: feed.element,
    start(session) {
      feed.clear();
      return [session.events.on("kill", (kill) => feed.add(describe(kill)))];
    },
    frame: (now) => feed.tidy(now),
  };
}
