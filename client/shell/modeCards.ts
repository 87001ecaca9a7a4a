/**
 * The modes of all games of a server as cards, with a picture and the number of players. A press on a card
 * joins the mode.
 */
import type { GamePage } from "../page.ts";
import type { ListedRoom } from "../session/directory.ts";
import { words } from "../strings/index.ts";
import { element, textSetter } from "./dom.ts";
import { keyedList, type View } from "./keyed.ts";

export interface ModeCards {
  readonly element: HTMLElement;
  /** Shows the modes of these games. @param current room name of the mode that Play joins */
  show(games: readonly GamePage[], current: string | undefined): void;
  /** Updates the numbers of players. @param rooms of the whole cluster */
  count(rooms: readonly ListedRoom[]): void;
}

/** A mode as a card shows it. */
interface Offer {
  readonly room: string;
  readonly game: GamePage;
  readonly isCurrent: boolean;
}

/** @param onPick called with the room name of the pressed mode */
export function createModeCards(onPick: (room: string) => void): ModeCards {
  const list = element("ul", "mode-cards");
  list.setAttribute("aria-label", words.front.modes);
  const counters = new Map<string, (players: number) => void>();
  const draw = keyedList(
    list,
    ({ room }: Offer) => room,
    (offer) => createCard(offer, onPick, counters),
  );
  return {
    element: list,
    show: (games, current) =>
      draw(games.flatMap((game) => game.rooms.map((room) => ({ room, game, isCurrent: room === current })))),
    count(rooms) {
      for (const [mode, set] of counters)
        set(rooms.reduce((sum, { name, players }) => sum + (name === mode ? players : 0), 0));
    },
  };
}

function createCard(
  { room, game }: Offer,
  onPick: (room: string) => void,
  counters: Map<string, (players: number) => void>,
): View<Offer> {
  const { title = game.title, text = game.tagline, picture } = game.modes?.[room] ?? {};
  const count = element("span", "mode-count");
  const setCount = textSetter(count);
  counters.set(room, (players) => {
    count.classList.toggle("some", players > 0);
    setCount(players === 0 ? words.front.nobodyYet : words.front.players(players));
  });
  const link = element(
    "a",
    "mode-card",
    pictureOf(game, picture),
    element("span", "mode-title", title),
    element("span", "mode-text", text),
    count,
  );
  // A link, so that it can be opened in a new tab. The party, which may have changed, comes along.
  const address = (): void => {
    const party = new URLSearchParams(location.search).get("party");
    link.href = `?${new URLSearchParams({ room, ...(party !== null && { party, move: "" }) })}`;
  };
  address();
  for (const press of ["click", "auxclick", "contextmenu"]) link.addEventListener(press, address);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onPick(room);
  });
  return {
    node: element("li", "", link),
    update({ isCurrent }) {
      if (isCurrent) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    },
  };
}

/** @returns the picture of a mode, else the emblem of its game */
function pictureOf(game: GamePage, address: string | undefined): Element {
  if (address === undefined) {
    const emblem = element("span", "mode-picture mode-emblem", game.emblem());
    emblem.setAttribute("aria-hidden", "true");
    return emblem;
  }
  const picture = element("img", "mode-picture");
  Object.assign(picture, { src: address, alt: "", width: 320, height: 180, draggable: false });
  return picture;
}
