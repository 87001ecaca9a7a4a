/** The table of rooms: state and load of each room of the cluster. */
import type { WatchedRoom } from "../../shared/operators.ts";
import { element, textSetter } from "../shell/dom.ts";
import { keyedList, type View } from "../shell/keyed.ts";
import { bar, figure, rowOf, tableOf } from "./cells.ts";
import { bytes, count, milliseconds } from "./format.ts";
import { levelOf } from "./processes.ts";
import { sparkline } from "./sparkline.ts";
import { type ConsoleState, TICK } from "./state.ts";

const COLUMNS = [
  { name: "room", head: "Room" },
  { name: "on", head: "Process" },
  { name: "players", head: "Players" },
  { name: "round", head: "Round" },
  {
    name: "tick",
    head: "Tick p99",
    number: true,
    hint: "99th percentile of the latest 300 steps; a tick has 33 ms",
  },
  { name: "sent", head: "Sent", number: true, hint: "bytes of state a second, to all players" },
  {
    name: "debt",
    head: "Input debt",
    number: true,
    hint: "queued inputs of all players",
  },
  {
    name: "corrections",
    head: "Corrections",
    number: true,
    hint: "corrections of predicted ships, as clients report them",
  },
  { name: "reconnects", head: "Returns", number: true, hint: "players that have dropped and returned" },
] as const;

export function roomsPart(state: ConsoleState): { node: HTMLElement; draw(): void } {
  const { node, body } = tableOf("rooms", COLUMNS);
  const none = element("p", "none", "No rooms are open. The first player opens one.");
  const list = keyedList(
    body,
    ({ id }: WatchedRoom) => id,
    ({ id }) => roomRow(id, state),
  );
  return {
    node: element("section", "panel", element("h2", "", "Rooms"), node, none),
    draw() {
      list(state.rooms);
      none.hidden = state.rooms.length > 0;
      node.hidden = state.rooms.length === 0;
    },
  };
}

function roomRow(id: string, state: ConsoleState): View<WatchedRoom> {
  const { row, cells } = rowOf(COLUMNS);
  row.dataset.room = id;
  const link = element("a", "", id);
  link.href = `#${id}`;
  const kind = element("small");
  cells.room.append(link, kind);
  const [seats, spark] = [bar(), sparkline()];
  cells.players.append(seats.node);
  cells.tick.append(spark.node);
  const tick = figure(cells.tick);
  const setKind = textSetter(kind);
  const set = {
    on: textSetter(cells.on),
    round: textSetter(cells.round),
    sent: textSetter(cells.sent),
    debt: textSetter(cells.debt),
    corrections: textSetter(cells.corrections),
    reconnects: textSetter(cells.reconnects),
  };
  return {
    node: row,
    update({ name, process, players, capacity, locked, figures }) {
      row.classList.toggle("chosen", state.room === id);
      setKind(locked ? `${name} · locked` : name);
      set.on(state.shortName(process));
      seats.set(players / capacity, `${count(players)} / ${count(capacity)}`, "good");
      if (figures === undefined) return;
      set.round(`${figures.round} · ${figures.phase}`);
      tick(milliseconds(figures.tickP99), levelOf(figures.tickP99 / TICK));
      spark.draw(state.history.of(`room-tick ${id}`), TICK);
      set.sent(`${bytes(figures.bytesPerSecond)}/s`);
      set.debt(count(figures.inputDebt));
      set.corrections(count(figures.corrections));
      set.reconnects(count(figures.reconnects));
    },
  };
}
