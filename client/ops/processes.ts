/** The table of processes: state and load of each process of the cluster. */
import { worstFit } from "../../shared/operators.ts";
import { element, shownSetter, textSetter } from "../shell/dom.ts";
import { keyedList, type View } from "../shell/keyed.ts";
import { bar, chip, figure, type Level, rowOf, tableOf } from "./cells.ts";
import { type AskOrder, action } from "./dialogs.ts";
import { bytes, count, milliseconds, percent, span } from "./format.ts";
import { sparkline } from "./sparkline.ts";
import { type ConsoleState, placeOf, type ShownProcess, TICK } from "./state.ts";

const COLUMNS = [
  { name: "process", head: "Process" },
  { name: "state", head: "State" },
  {
    name: "headroom",
    head: "Headroom",
    hint: "free share of the scarcest resource: step time, loop lag, memory, seats or I/O threads",
  },
  {
    name: "tick",
    head: "Tick p99",
    number: true,
    hint: "99th percentile of the latest 300 steps; a tick has 33 ms",
  },
  { name: "lag", head: "Loop lag", number: true, hint: "99th percentile of the lateness of timers" },
  { name: "memory", head: "Memory", number: true },
  { name: "rooms", head: "Rooms", number: true },
  { name: "players", head: "Players", number: true },
  { name: "up", head: "Up", number: true },
  { name: "actions", head: "" },
] as const;

export function processesPart(state: ConsoleState, ask: AskOrder): { node: HTMLElement; draw(): void } {
  const { node, body } = tableOf("processes", COLUMNS);
  const list = keyedList(
    body,
    ({ id }: ShownProcess) => id,
    (one) => processRow(one.id, state, ask),
  );
  return {
    node: element("section", "panel", element("h2", "", "Processes"), node),
    draw: () => list(state.processes),
  };
}

function processRow(id: string, state: ConsoleState, ask: AskOrder): View<ShownProcess> {
  const { row, cells } = rowOf(COLUMNS);
  row.dataset.process = id;
  const [place, about] = [element("b"), element("small")];
  cells.process.append(place, about);
  const [setPlace, setAbout] = [textSetter(place), textSetter(about)];
  const [mood, headroom, spark] = [chip(), bar(), sparkline()];
  const secrets = chip();
  secrets.node.title = "AUTH_SECRET: whether this process and the others verify each other's sessions";
  cells.state.append(mood.node);
  cells.process.append(secrets.node);
  const showSecrets = shownSetter(secrets.node);
  cells.headroom.append(headroom.node);
  cells.tick.append(spark.node);
  const tick = figure(cells.tick);
  const lag = figure(cells.lag);
  const [memory, rooms, players, up] = [cells.memory, cells.rooms, cells.players, cells.up].map(
    textSetter,
  ) as [(text: string) => void, (text: string) => void, (text: string) => void, (text: string) => void];
  const drain = action("Drain", () => ask(DRAIN(place.textContent!), "drain", () => ({ process: id })));
  const undrain = action("Undrain", () =>
    ask(UNDRAIN(place.textContent!), "undrain", () => ({ process: id })),
  );
  cells.actions.append(drain, undrain);
  const [showDrain, showUndrain] = [shownSetter(drain), shownSetter(undrain)];
  return {
    node: row,
    update(one) {
      const gone = one.goneAt !== undefined;
      const now = state.snapshot!.at;
      setPlace(placeOf(one));
      setAbout(`${id} · v${one.version}${state.snapshot!.process === id ? " · serves this page" : ""}`);
      if (gone) mood.set("gone", "bad");
      else if (one.state !== "ready") mood.set(one.state, "warn");
      else
        mood.set(one.fault === undefined ? "ready" : "not ready", one.fault === undefined ? "good" : "bad");
      mood.node.title = one.fault ?? "";
      const fit = gone ? "same" : worstFit(one, state.snapshot!.processes);
      showSecrets(fit !== "same");
      if (fit === "apart") secrets.set("secret does not fit", "bad");
      else secrets.set("secret changes", "warn");
      row.dataset.state = gone ? "gone" : one.state;
      headroom.set(one.headroom, percent(one.headroom), levelOf(1 - one.headroom));
      tick(milliseconds(one.tickP99), levelOf(one.tickP99 / TICK));
      spark.draw(state.history.of(`tick ${id}`), TICK);
      lag(milliseconds(one.loopLag), levelOf(one.loopLag / TICK));
      memory(bytes(one.memory));
      rooms(count(one.rooms));
      players(`${count(one.players)} / ${count(one.capacity)}`);
      up(span((now - one.started) / 1000));
      showDrain(!gone && one.state === "ready");
      showUndrain(!gone && one.state === "draining");
    },
  };
}

/** @param used used share, 0…1 */
export const levelOf = (used: number): Level => (used > 0.9 ? "bad" : used > 0.7 ? "warn" : "good");

const DRAIN = (place: string) => ({
  title: `Drain ${place}?`,
  text: "The process admits no new players from now on, hands its matches to other processes, and exits. Players play on. If there is no other process, the matches end.",
  yes: "Drain",
  danger: true,
});
const UNDRAIN = (place: string) => ({
  title: `Cancel the drain of ${place}?`,
  text: "The process admits players again. Matches that have already moved stay where they are.",
  yes: "Undrain",
});
