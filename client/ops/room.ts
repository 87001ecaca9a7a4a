/**
 * The view of one room and its players. The process sends the players only while an operator watches the
 * room.
 */
import { markedName } from "../../shared/names.ts";
import { MUTE, NOTICE_LIMIT, type PlayerFigures, type WatchedRoom } from "../../shared/operators.ts";
import { element, shownSetter, textSetter } from "../shell/dom.ts";
import { keyedList, type View } from "../shell/keyed.ts";
import { chip, figure, rowOf, tableOf } from "./cells.ts";
import { Chart } from "./chart.ts";
import { type AskOrder, action } from "./dialogs.ts";
import { bytes, count, milliseconds, span } from "./format.ts";
import { Rates } from "./rates.ts";
import { type ConsoleState, TICK } from "./state.ts";

const COLUMNS = [
  { name: "player", head: "Player" },
  { name: "state", head: "State" },
  { name: "score", head: "Score", number: true },
  { name: "rtt", head: "RTT", number: true, hint: "round trip of the server's own ping" },
  { name: "debt", head: "Input debt", number: true, hint: "queued inputs" },
  { name: "out", head: "Sent", number: true, hint: "bytes a second to the player" },
  { name: "in", head: "Received", number: true, hint: "bytes a second from the player" },
  { name: "connected", head: "Connected", number: true },
  { name: "address", head: "Address", hint: "masked" },
  { name: "actions", head: "" },
] as const;

/** Most rows of players, because a swarm has a thousand. */
const MOST = 150;

export function roomPart(state: ConsoleState, ask: AskOrder): { node: HTMLElement; draw(): void } {
  const title = element("h2");
  const about = element("small");
  const setTitle = textSetter(title);
  const setAbout = textSetter(about);
  const room = () => state.room!;
  const notice = action("Notice …", () =>
    ask(NOTICE(`room ${room()}`), "notice", (text) => ({ text, room: room() })),
  );
  const close = action("Close room", () => ask(CLOSE(room()), "close", () => ({ room: room() })), "danger");
  const watch = element("a", "back", "watch live");
  watch.target = "_blank";
  watch.rel = "noopener";
  const back = element("a", "back", "× close view");
  back.href = "#";
  const tick = new Chart({ title: "Tick p99", format: milliseconds, atLeast: 10, limit: TICK });
  const sent = new Chart({ title: "Sent a second", format: bytes, atLeast: 1000 });
  const { node: table, body } = tableOf("players", COLUMNS);
  const more = element("p", "none");
  const rates = new Rates();
  const list = keyedList(
    body,
    ({ session }: PlayerFigures) => session,
    ({ session, name }) => playerRow(session, name, rates, ask),
  );
  const head = element(
    "header",
    "",
    element("div", "", title, about),
    element("div", "buttons", notice, close, watch, back),
  );
  const node = element(
    "section",
    "panel room-view",
    head,
    element("div", "charts", tick.node, sent.node),
    table,
    more,
  );
  return {
    node,
    draw() {
      node.hidden = state.room === undefined;
      if (state.room === undefined) return;
      const { present, snapshot, history } = state;
      setTitle(`Room ${room()}`);
      watch.href = `../watch/${room()}`;
      notice.disabled = close.disabled = present === undefined;
      setAbout(
        present === undefined
          ? "this room is not open"
          : `${present.name} on ${state.shortName(present.process)} · ${present.players} of ${present.capacity} players${botsOf(present)} · round ${present.figures?.round ?? "–"}, ${present.figures?.phase ?? "–"} · steps over a tick: ${present.figures?.overruns ?? 0}`,
      );
      tick.draw(history, [{ name: `room-tick ${room()}`, label: "tick p99" }]);
      sent.draw(history, [{ name: `room-bytes ${room()}`, label: "sent" }]);
      const players =
        present === undefined ? [] : [...(snapshot?.players ?? [])].sort((a, b) => b.score - a.score);
      rates.note(snapshot!.at, players);
      list(players.slice(0, MOST));
      more.hidden = players.length <= MOST;
      more.textContent = `and ${count(players.length - MOST)} more: npm run ops -- room ${room()}`;
    },
  };
}

const botsOf = ({ figures }: WatchedRoom): string => (figures?.bots ? `, ${figures.bots} of them bots` : "");

function playerRow(session: string, name: string, rates: Rates, ask: AskOrder): View<PlayerFigures> {
  const { row, cells } = rowOf(COLUMNS);
  row.dataset.session = session;
  const [nameBox, id] = [element("b"), element("small", "", session)];
  cells.player.append(nameBox, id);
  const setName = textSetter(nameBox);
  const mood = chip();
  cells.state.append(mood.node);
  const rtt = figure(cells.rtt);
  const debt = figure(cells.debt);
  const set = {
    score: textSetter(cells.score),
    out: textSetter(cells.out),
    in: textSetter(cells.in),
    connected: textSetter(cells.connected),
    address: textSetter(cells.address),
  };
  const kick = action("Kick", () => ask(KICK(name), "kick", () => ({ session })));
  const mute = action("Mute", () => ask(MUTING(name), "mute", (minutes) => ({ session, minutes })));
  const unmute = action("Unmute", () => ask(UNMUTE(name), "mute", () => ({ session, minutes: 0 })));
  cells.actions.append(mute, unmute, kick);
  const [showMute, showUnmute] = [shownSetter(mute), shownSetter(unmute)];
  return {
    node: row,
    update(one) {
      const { away } = one;
      setName(markedName(one.name, one.bot === true));
      const muted = one.mutedUntil !== undefined;
      mood.set(`${away ? "away" : "playing"}${muted ? ", muted" : ""}`, away || muted ? "warn" : "good");
      showMute(!muted);
      showUnmute(muted);
      set.score(count(one.score));
      rtt(
        away || one.rtt === undefined ? "–" : milliseconds(one.rtt),
        (one.rtt ?? 0) > 250 ? "bad" : (one.rtt ?? 0) > 120 ? "warn" : "good",
      );
      debt(count(one.debt), one.debt > 12 ? "bad" : one.debt > 4 ? "warn" : "good");
      const rate = rates.of(session);
      set.out(away || rate === undefined ? "–" : `${bytes(rate.out)}/s`);
      set.in(away || rate === undefined ? "–" : `${bytes(rate.in)}/s`);
      set.connected(away ? "–" : span(one.connected));
      set.address(one.address || "–");
    },
  };
}

export const NOTICE = (whom: string) => ({
  title: `Notice to ${whom}`,
  text: "All players there see it on their screens.",
  input: { label: "Text", limit: NOTICE_LIMIT },
  yes: "Send",
});
const CLOSE = (room: string) => ({
  title: `Close room ${room}?`,
  text: "The match ends at once, its players are disconnected, and nothing of it is kept.",
  yes: "Close room",
  danger: true,
});
const KICK = (name: string) => ({
  title: `Kick ${name}?`,
  text: "The player is disconnected and loses its seat and score, even while it is away. It may join again.",
  yes: "Kick",
  danger: true,
});
const MUTING = (name: string) => ({
  title: `Mute ${name}?`,
  text: "Other players no longer see the chat and emotes of this player. The player stays in the game and gets a notice.",
  input: {
    label: `Minutes, up to ${MUTE.most}`,
    limit: { graphemes: 4, bytes: 4 },
    value: String(MUTE.usual),
  },
  yes: "Mute",
});
const UNMUTE = (name: string) => ({
  title: `Unmute ${name}?`,
  text: "Other players see the chat and emotes of this player again. The player gets a notice.",
  yes: "Unmute",
});
