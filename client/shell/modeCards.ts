/**
 * The modes of all games of a server as cards, with a picture and the number of players. A press on a card
 * joins the mode.
 */
import type { OwnRecords } from "../../shared/records.ts";
import { recallBests } from "../browser/bests.ts";
import type { GamePage } from "../page.ts";
import type { ListedRoom } from "../session/directory.ts";
import { words } from "../strings/index.ts";
import { element, shownSetter, textSetter } from "./dom.ts";
import { formatNumber } from "./format.ts";
import { keyedList, type View } from "./keyed.ts";

export interface ModeCards {
  readonly element: HTMLElement;
  /** Shows the modes of these games. @param current room name of the mode that Play joins */
  show(games: readonly GamePage[], current: string | undefined): void;
  /** Updates the numbers of players. @param rooms of the whole cluster */
  count(rooms: readonly ListedRoom[]): void;
  /** Shows what the player has reached in the modes. @param records absent: not known */
  showOwn(records: OwnRecords | undefined): void;
}

/** A mode as a card shows it. */
interface Offer {
  readonly room: string;
  readonly game: GamePage;
  readonly isCurrent: boolean;
}

/** Shows how many players a mode has, and how many of them wait for an opponent. */
type Counter = (players: number, waiting: number) => void;

/** @param onPick called with the room name of the pressed mode */
export function createModeCards(onPick: (room: string) => void): ModeCards {
  const list = element("ul", "mode-cards");
  list.setAttribute("aria-label", words.front.modes);
  const counters = new Map<string, Counter>();
  const owns = new Map<string, (text: string) => void>();
  let reached: (mode: string) => string = () => "";
  const draw = keyedList(
    list,
    ({ room }: Offer) => room,
    (offer) => {
      const { own, ...card } = createCard(offer, onPick, counters);
      owns.set(offer.room, own);
      own(reached(offer.room));
      return card;
    },
  );
  return {
    element: list,
    show: (games, current) =>
      draw(games.flatMap((game) => game.rooms.map((room) => ({ room, game, isCurrent: room === current })))),
    count(rooms) {
      for (const [mode, set] of counters) {
        const open = rooms.filter(({ name }) => name === mode);
        set(
          open.reduce((sum, { players }) => sum + players, 0),
          open.filter(({ waiting }) => waiting).length,
        );
      }
    },
    showOwn(records) {
      const bests = recallBests();
      reached = (mode) => reachedText(records?.modes[mode]?.rating, bests[mode]);
      for (const [mode, set] of owns) set(reached(mode));
    },
  };
}

/** @returns as in "Rating 512 · Best 1,240"; "" for a mode that the player has not played */
function reachedText(rating: number | undefined, best: number | undefined): string {
  const { front } = words;
  return [
    ...(rating === undefined ? [] : [front.rating(formatNumber(rating))]),
    ...(best === undefined ? [] : [front.best(formatNumber(best))]),
  ].join(" · ");
}

function createCard(
  { room, game }: Offer,
  onPick: (room: string) => void,
  counters: Map<string, Counter>,
): View<Offer> & { own(text: string): void } {
  const { title = game.title, text = game.tagline, picture } = game.modes?.[room] ?? {};
  const count = element("span", "mode-count");
  const setCount = textSetter(count);
  const own = element("span", "mode-own");
  const [showOwn, setOwn] = [shownSetter(own), textSetter(own)];
  counters.set(room, (players, waiting) => {
    count.classList.toggle("some", players > 0);
    const some = [words.front.players(players), ...(waiting > 0 ? [words.front.waiting(waiting)] : [])];
    setCount(players === 0 ? words.front.nobodyYet : some.join(" · "));
  });
  const link = element(
    "a",
    "mode-card",
    pictureOf(game, picture),
    element("span", "mode-title", title),
    element("span", "mode-text", text),
    count,
    own,
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
    own(text) {
      showOwn(text !== "");
      setOwn(text);
    },
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
