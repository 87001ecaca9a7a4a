/**
 * The list of the front page: rooms of the whole cluster and their players. A press on a row joins the room.
 */
import type { ListedPlayer, ListedRoom } from "../session/directory.ts";
import { followPresence, type OnLists } from "../session/presence.ts";
import { words } from "../strings/index.ts";
import { element, formButton, region, shownSetter, textSetter } from "./dom.ts";
import { inSentence } from "./format.ts";
import { keyedList, type View } from "./keyed.ts";

/** Most rooms in the list, because more do not fit beside the form; and most names of a room. */
const ROOMS = 6;
const NAMES = 5;

export interface Lobby {
  readonly element: HTMLElement;
  /** Follows the list until `stop`. */
  start(): void;
  stop(): void;
}

/** A room as a row shows it. */
interface Row {
  readonly room: ListedRoom;
  readonly names: string;
  readonly isOver: boolean;
}

/**
 * @param url address of the server
 * @param titleOf returns how players call a mode
 * @param onPick called when a room is chosen
 * @param onRooms called with each list of rooms; an empty one when there is no answer
 */
export function createLobby(
  url: string,
  titleOf: (mode: string) => string,
  onPick: (room: ListedRoom) => void,
  onRooms: (rooms: readonly ListedRoom[]) => void,
): Lobby {
  const list = element("ul", "lobby-rooms");
  const box = region(
    "lobby",
    words.front.playingNow,
    element("h2", "lobby-title", words.front.playingNow),
    list,
  );
  const showBox = shownSetter(box);
  const draw = keyedList(
    list,
    ({ room }: Row) => room.id,
    (row) => createRow(url, row.room, titleOf(row.room.name), onPick),
  );
  let shown: readonly Row[] = [];
  let latest: Parameters<OnLists> = [[], []];

  const update: OnLists = (rooms, players) => {
    latest = [rooms, players];
    onRooms(rooms);
    // Rows keep their places while the pointer or the focus is on one, so that a press hits the intended row.
    const isUsed = list.matches(":hover, :focus-within, :active");
    shown = arrange(isUsed ? shown : [], rooms, players);
    draw(shown);
    showBox(shown.length > 0);
  };
  // The rows may move again, and the next change may be far off. The focus has moved on when the event is
  // over.
  for (const left of ["focusout", "pointerleave"])
    list.addEventListener(left, () => setTimeout(() => update(...latest)));
  let stop = (): void => {};
  return {
    element: box,
    start() {
      stop();
      stop = followPresence(url, update);
    },
    stop: () => stop(),
  };
}

/**
 * @param fixed rows that keep their places at the top, even if their room is over.
 * @returns the rows to show
 */
export function arrange(
  fixed: readonly Row[],
  rooms: readonly ListedRoom[],
  players: readonly ListedPlayer[],
): Row[] {
  const rowOf = (room: ListedRoom): Row => ({ room, names: namesIn(room, players), isOver: false });
  const kept = fixed.map(({ room }) => {
    const now = rooms.find(({ id }) => id === room.id);
    return now === undefined ? { room, names: "", isOver: true } : rowOf(now);
  });
  const known = new Set(fixed.map(({ room }) => room.id));
  const fullest = rooms
    .filter(({ id, players }) => players > 0 && !known.has(id))
    .sort((a, b) => b.players - a.players);
  return [...kept, ...fullest.slice(0, Math.max(0, ROOMS - kept.length)).map(rowOf)];
}

function createRow(
  url: string,
  { id }: ListedRoom,
  title: string,
  onPick: (room: ListedRoom) => void,
): View<Row> {
  const watch = element("a", "lobby-watch", words.front.watch);
  watch.href = `${url}/watch/${encodeURIComponent(id)}`;
  watch.setAttribute("aria-label", `${words.front.watch}: ${title}`);
  const showWatch = shownSetter(watch);
  const join = formButton("lobby-join", words.front.join, () => {
    if (shown && join.ariaDisabled !== "true") onPick(shown);
  });
  const setLabel = textSetter(join);
  const count = element("span", "lobby-count");
  const setCount = textSetter(count);
  const names = element("span", "lobby-names");
  const setNames = textSetter(names);
  const heading = element("span", "lobby-room", title, " ", count);
  let shown: ListedRoom | undefined;
  return {
    node: element("li", "lobby-row", element("div", "lobby-what", heading, names), watch, join),
    update({ room, names: who, isOver }) {
      shown = room;
      setCount(isOver ? words.front.isOver : `${room.players}/${room.capacity}`);
      setNames(who);
      // With `disabled` the button would lose the focus.
      join.ariaDisabled = String(isOver || room.locked);
      setLabel(isOver ? words.front.over : room.locked ? words.front.full : words.front.join);
      join.ariaLabel = `${join.textContent}: ${title}, ${count.textContent}`;
      showWatch(!isOver && (room.watchable ?? true));
    },
  };
}

function namesIn({ id }: ListedRoom, players: readonly ListedPlayer[]): string {
  const here = players.filter(({ room }) => room === id).map(({ name }) => name);
  const more = here.length - NAMES;
  return here.slice(0, NAMES).map(inSentence).join(", ") + (more > 0 ? words.front.andMore(more) : "");
}
