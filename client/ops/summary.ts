/** The summary of the cluster: tiles and two charts. */
import { element, textSetter } from "../shell/dom.ts";
import { bar } from "./cells.ts";
import { Chart } from "./chart.ts";
import { count, milliseconds, percent } from "./format.ts";
import { levelOf } from "./processes.ts";
import { type ConsoleState, TICK } from "./state.ts";

export function summaryPart(state: ConsoleState): { node: HTMLElement; draw(): void } {
  const tiles = element("div", "tiles");
  const tile = (name: string, label: string) => {
    const [value, note] = [element("b"), element("small")];
    const node = element("div", "tile", element("span", "", label), value, note);
    node.dataset.tile = name;
    tiles.append(node);
    const [setValue, setNote] = [textSetter(value), textSetter(note)];
    return (text: string, about: string, level = "good") => {
      setValue(text);
      setNote(about);
      node.dataset.level = level;
    };
  };
  const players = tile("players", "Players");
  const rooms = tile("rooms", "Rooms");
  const processes = tile("processes", "Processes");
  const tick = tile("tick", "Slowest tick p99");
  const redis = tile("redis", "Redis");
  const free = bar();
  const least = element("div", "tile", element("span", "", "Least headroom"), free.node);
  least.dataset.tile = "headroom";
  tiles.insertBefore(least, tiles.children[3]!);

  const crowd = new Chart({ title: "Players", format: count, atLeast: 8 });
  const steps = new Chart({ title: "Tick p99 by process", format: milliseconds, atLeast: 10, limit: TICK });
  const charts = element("div", "charts", crowd.node, steps.node);
  return {
    node: element("section", "summary", tiles, charts),
    draw() {
      const { snapshot, history } = state;
      if (snapshot === undefined) return;
      const all = snapshot.processes;
      const seats = all.reduce((sum, { capacity }) => sum + capacity, 0);
      const draining = all.filter((one) => one.state === "draining").length;
      const headroom = Math.min(1, ...all.map((one) => one.headroom));
      const slowest = Math.max(0, ...all.map((one) => one.tickP99));
      const bots = snapshot.rooms.reduce((sum, { figures }) => sum + (figures?.bots ?? 0), 0);
      players(
        count(snapshot.rooms.reduce((sum, room) => sum + room.players, 0)),
        `${bots > 0 ? `${count(bots)} of them bots, ` : ""}of ${count(seats)} seats`,
      );
      rooms(
        count(snapshot.rooms.length),
        `${count(snapshot.rooms.filter(({ locked }) => locked).length)} full or locked`,
      );
      const faulty = all.filter(({ fault }) => fault !== undefined).length;
      if (faulty > 0) processes(count(all.length), `${faulty} not ready`, "bad");
      else if (draining > 0) processes(count(all.length), `${draining} draining`, "warn");
      else processes(count(all.length), "all ready", "good");
      free.set(headroom, percent(headroom), levelOf(1 - headroom));
      tick(milliseconds(slowest), `of ${milliseconds(TICK)} a tick`, levelOf(slowest / TICK));
      redis(
        snapshot.redis ? "up" : "away",
        !snapshot.redis ? "no new players" : all.length > 1 ? "shared by all" : "or not used",
        snapshot.redis ? "good" : "bad",
      );
      crowd.draw(history, [{ name: "players", label: "players" }]);
      const lines = history.names("tick ").map((name) => ({ name, label: state.shortName(name.slice(5)) }));
      steps.draw(history, lines);
    },
  };
}
