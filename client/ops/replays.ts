/** The table of kept match logs, with links to replays and buttons to pin and delete them. */
import type { ReplayEntry } from "../../shared/log/replays.ts";
import { durationOf, namesOf, stateOf } from "../../shared/log/replayWords.ts";
import { element, shownSetter, textSetter } from "../shell/dom.ts";
import { keyedList, type View } from "../shell/keyed.ts";
import type { OpsApi } from "./api.ts";
import { chip, rowOf, tableOf } from "./cells.ts";
import { type AskOrder, action } from "./dialogs.ts";
import { bytes } from "./format.ts";
import { createPolled } from "./polled.ts";

const COLUMNS = [
  { name: "match", head: "Match" },
  { name: "start", head: "Start" },
  { name: "duration", head: "Duration", number: true },
  { name: "names", head: "Players" },
  { name: "size", head: "Size", number: true },
  { name: "state", head: "State" },
  { name: "actions", head: "" },
] as const;

/** Most rows. */
const MOST = 20;

export function replaysPart(api: OpsApi, ask: AskOrder): { node: HTMLElement; draw(): void } {
  const { node, body } = tableOf("replays", COLUMNS);
  const none = element("p", "none");
  const setNone = textSetter(none);
  const find = element("input");
  find.type = "search";
  find.placeholder = "name or session of a player";
  find.setAttribute("aria-label", "Matches of a player");
  const { draw, changed, askOrder } = createPolled(read, ask);
  const list = keyedList(
    body,
    ({ id }: ReplayEntry) => id,
    ({ id }) => replayRow(id, askOrder),
  );
  const show = (replays: readonly ReplayEntry[], words: string): void => {
    list(replays);
    setNone(words);
    node.hidden = replays.length === 0;
    none.hidden = replays.length > 0;
  };
  async function read(): Promise<void> {
    const who = find.value.trim();
    try {
      const found = await api.replays(who, MOST);
      if (who !== find.value.trim()) return changed();
      show(found, who === "" ? "No match logs are kept." : `No log of a match with ${who} is kept.`);
    } catch (error) {
      show([], `The list of matches cannot be read: ${(error as Error).message}.`);
    }
  }
  find.addEventListener("input", changed);
  const head = element("header", "", element("h2", "", "Matches"), find);
  return {
    node: element("section", "panel matches", head, node, none),
    draw,
  };
}

function replayRow(id: string, ask: AskOrder): View<ReplayEntry> {
  const { row, cells } = rowOf(COLUMNS);
  row.dataset.replay = id;
  const link = element("a", "", id);
  link.href = `../replay/${id}`;
  const mode = element("small");
  cells.match.append(link, mode);
  const mood = chip();
  cells.state.append(mood.node);
  const pin = action("Pin", () => ask(PIN(id), "pin", () => ({ replay: id })));
  const unpin = action("Unpin", () => ask(UNPIN(id), "unpin", () => ({ replay: id })));
  const remove = action("Delete", () => ask(DELETE(id), "delete", () => ({ replay: id })), "danger");
  cells.actions.append(pin, unpin, remove);
  const [showPin, showUnpin] = [shownSetter(pin), shownSetter(unpin)];
  const set = {
    mode: textSetter(mode),
    start: textSetter(cells.start),
    duration: textSetter(cells.duration),
    names: textSetter(cells.names),
    size: textSetter(cells.size),
  };
  return {
    node: row,
    update(one) {
      set.mode(one.mode ?? "unknown");
      set.start(new Date(one.started).toLocaleString("en-GB", { dateStyle: "short", timeStyle: "short" }));
      set.duration(durationOf(one));
      set.names(namesOf(one.players));
      set.size(bytes(one.bytes));
      mood.set(stateOf(one), one.damaged !== undefined || one.holes > 0 ? "warn" : "good");
      mood.node.title = one.damaged ?? "";
      showPin(!one.pinned);
      showUnpin(one.pinned);
      remove.disabled = one.pinned || one.running;
    },
  };
}

const PIN = (id: string) => ({
  title: `Pin match ${id}?`,
  text: "Its log is kept, whatever its age and size, until it is unpinned.",
  yes: "Pin",
});
const UNPIN = (id: string) => ({
  title: `Unpin match ${id}?`,
  text: "Its log is deleted by age and size, as the logs of other matches are.",
  yes: "Unpin",
});
const DELETE = (id: string) => ({
  title: `Delete the log of match ${id}?`,
  text: "Nobody can watch the match again.",
  yes: "Delete",
  danger: true,
});
