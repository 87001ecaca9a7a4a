/** The list on the title screen: rooms of the whole cluster and their players; a press on a row joins the room. */
import { type ListedPlayer, type ListedRoom, listPlayers, listRooms } from "../session/directory.ts";
import { element } from "./dom.ts";
import { inSentence } from "./format.ts";

/** Time between an answer and the next request, ms. */
const LOOK_MS = 2500;
/** Most rooms shown, the fullest first, because more do not fit beside the form; most names shown for each room. */
const ROOMS = 6;
const NAMES = 5;

export interface Lobby {
  readonly element: HTMLElement;
  stop(): void;
}

/** @param url address of the server. @param onPick called when a room is chosen */
export function createLobby(url: string, onPick: (room: ListedRoom) => void): Lobby {
  const list = element("ul", "lobby-rooms");
  const box = element("section", "lobby", element("h2", "lobby-title", "Playing now"), list);
  box.setAttribute("aria-label", "Playing now");
  box.hidden = true;
  let shown = "";

  const draw = (rooms: ListedRoom[], players: ListedPlayer[]): void => {
    const text = JSON.stringify([rooms, players]);
    if (text === shown) return;
    shown = text;
    const fullest = rooms.filter(({ players }) => players > 0).sort((a, b) => b.players - a.players);
    list.replaceChildren(
      ...fullest.slice(0, ROOMS).map((room) => createRow(url, room, namesIn(room, players), onPick)),
    );
    box.hidden = fullest.length === 0;
  };
  let timer: ReturnType<typeof setTimeout>;
  const look = async (): Promise<void> => {
    try {
      // A hidden page does not need the list, and requests count towards the rate limit of the client network.
      if (document.hidden) return;
      draw(...(await Promise.all([listRooms(url), listPlayers(url)])));
    } catch {
      // Without a list the player can still join any room with Play.
      draw([], []);
    } finally {
      if (!isOver) timer = setTimeout(look, LOOK_MS);
    }
  };
  let isOver = false;
  void look();
  const stop = (): void => {
    isOver = true;
    clearTimeout(timer);
  };
  return { element: box, stop };
}

function createRow(url: string, room: ListedRoom, names: string, onPick: (room: ListedRoom) => void) {
  const { id, name, players, capacity, locked, watchable = true } = room;
  const watch = element("a", "lobby-watch", "Watch");
  watch.href = `${url}/watch/${encodeURIComponent(id)}`;
  watch.hidden = !watchable;
  const join = element("button", "lobby-join", locked ? "Full" : "Join");
  join.type = "button";
  join.disabled = locked;
  join.addEventListener("click", () => onPick(room));
  const title = element(
    "span",
    "lobby-room",
    name,
    " ",
    element("span", "lobby-count", `${players}/${capacity}`),
  );
  return element(
    "li",
    "lobby-row",
    element("div", "lobby-what", title, element("span", "lobby-names", names)),
    watch,
    join,
  );
}

function namesIn({ id }: ListedRoom, players: ListedPlayer[]): string {
  const here = players.filter(({ room }) => room === id).map(({ name }) => name);
  const more = here.length - NAMES;
  return here.slice(0, NAMES).map(inSentence).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
