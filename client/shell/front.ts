/**
 * The front page: asks for a name and a mode or room, then shows the progress of the join. Its first part is
 * in index.html, so that it is painted before any script has arrived.
 */
import { NAME_LIMIT } from "../../shared/protocol.ts";
import { guardComposition } from "../browser/composing.ts";
import type { Labels } from "../input/labels.ts";
import type { GamePage } from "../page.ts";
import { ownRecords } from "../records/api.ts";
import { words } from "../strings/index.ts";
import { element, limitInput, shownSetter } from "./dom.ts";
import { createFriendForm, type Invited } from "./friendForm.ts";
import { createLegend } from "./keys.ts";
import { latest } from "./latest.ts";
import { createLobby } from "./lobby.ts";
import { rememberedName } from "./memory.ts";
import { createModeCards, type ModeCards } from "./modeCards.ts";
import { createNameHint } from "./nameHint.ts";
import type { PartyPanel } from "./partyPanel.ts";
import { followTouches } from "./touches.ts";

/** The choice of the player; after a press of Play it contains only the name. */
export interface Choice extends Invited {
  readonly name: string;
  /** The player has chosen this mode or room: its party moves there. */
  readonly moves?: true;
}

export interface Front {
  readonly element: HTMLElement;
  /** The name in the form. */
  readonly name: string;
  /** Resolves to the next choice. */
  choice(): Promise<Choice>;
  /** Shows the modes of these games. */
  offer(games: readonly GamePage[]): void;
  /** Shows the progress, and disables the form. */
  busy(text: string): void;
  /** Shows an error, or with "" none, and enables the form. */
  fail(text: string): void;
  /** Number of presses and keys of the player so far. */
  readonly touches: number;
  /**
   * Shows an error, and that the page tries again.
   * @param pause ms @param since number of touches; after any more the page waits for the player
   * @returns resolves after the pause; never when the player does something else
   */
  failForNow(text: string, pause: number, since: number): Promise<void>;
  /** Shows the page over the game. */
  open(): void;
  close(): void;
}

export interface FrontOptions {
  /** Its element in index.html. */
  readonly element: HTMLElement;
  /** Address of the server. */
  readonly url: string;
  /** Labels of the keys that a new player needs. */
  readonly labels: Labels;
  /** The game that Play leads to, and the name of its room. */
  readonly game: GamePage;
  readonly room: string;
  readonly name: string;
  /** The player's party of friends. */
  readonly party: PartyPanel;
  /** @returns how players call a mode */
  titleOf(mode: string): string;
  /**
   * @returns why the server refuses a name, worded to follow "This name"; undefined when it accepts the name
   */
  check(name: string): Promise<string | undefined>;
  /** Called with a link to another server. */
  onOtherServer(link: URL): void;
}

export function createFront(options: FrontOptions): Front {
  const { element: screen, game, room, url, labels, onOtherServer } = options;
  const part = <Part extends HTMLElement>(name: string): Part => screen.querySelector<Part>(name)!;
  const [form, input] = [part<HTMLFormElement>(".entry-form"), part<HTMLInputElement>("#name")];
  const [play, status] = [part<HTMLButtonElement>(".play"), part(".entry-status")];
  translate(screen);
  part(".title").textContent = game.title;
  part(".tagline").textContent = game.tagline;
  part(".emblem").replaceChildren(game.emblem());
  // Before this script ran, early.js filled in the remembered name, and the player may have typed another
  // one.
  if (input.value === "" || input.value === rememberedName()) input.value = options.name;
  guardComposition(input);
  limitInput(input, NAME_LIMIT);
  status.before(createNameHint(input, options.check));

  let answer: (choice: Choice) => void = () => {};
  const choose = (where: Omit<Choice, "name">): void => {
    if (!play.disabled) answer({ name: input.value.trim(), ...where });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    choose({});
  });
  const cards: ModeCards = createModeCards((mode) => choose({ room: mode, moves: true }));
  const watch = element("a", "front-link", words.front.watchLive);
  const showWatch = shownSetter(watch);
  part(".front-links").prepend(watch);
  const lobby = createLobby(
    url,
    options.titleOf,
    ({ id, name }) => choose({ room: name, at: id, moves: true }),
    (rooms) => {
      cards.count(rooms);
      const shown = rooms.filter(({ players, watchable = true }) => players > 0 && watchable);
      const [fullest] = shown.sort((a, b) => b.players - a.players);
      showWatch(fullest !== undefined);
      if (fullest !== undefined) watch.href = `${url}/watch/${encodeURIComponent(fullest.name)}`;
    },
  );
  const friend = createFriendForm((where) =>
    where instanceof URL ? onOtherServer(where) : choose({ ...where, moves: true }),
  );
  part(".front-links").append(options.party.make);
  part(".hero").append(options.party.panel);
  part(".front-modes").append(cards.element);
  part(".front-rooms").append(
    lobby.element,
    element("div", "front-aside", friend, createLegend(game.keys, labels)),
  );

  /** While the page is about to try again by itself. */
  let onTouch: (() => void) | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  const touches = followTouches(() => onTouch?.());
  const say = (text: string, state: "busy" | "error" | "idle"): void => {
    clearTimeout(again);
    onTouch = undefined;
    status.textContent = text;
    screen.dataset.state = state;
    input.readOnly = play.disabled = state === "busy";
  };
  const open = (): void => {
    screen.hidden = false;
    lobby.start();
    showOwn();
  };
  const fail = (text: string): void => {
    open();
    say(text, text === "" ? "idle" : "error");
    if (text !== "") touches.without(() => play.focus());
  };
  const askOwn = latest(ownRecords, cards.showOwn);
  /** Of a player that has been here before: a new one has no records. */
  const showOwn = (): void => {
    if (rememberedName() === "") return;
    cards.showOwn(undefined);
    askOwn();
  };
  showOwn();
  // Not on a phone, whose keyboard would cover the page.
  if (matchMedia("(pointer: fine)").matches && document.activeElement === document.body) input.select();
  lobby.start();

  return {
    element: screen,
    get name() {
      return input.value.trim();
    },
    choice() {
      const chosen = new Promise<Choice>((resolve) => {
        answer = resolve;
      });
      // Play was pressed before this script ran.
      if (form.dataset.asked !== undefined) choose({});
      delete form.dataset.asked;
      return chosen;
    },
    offer: (games) => cards.show(games, room),
    busy: (text) => say(text, "busy"),
    fail,
    get touches() {
      return touches.count;
    },
    failForNow(text, pause, since) {
      fail(words.front.retries(text));
      const stay = (): void => say(words.front.pressPlay(text), "error");
      const isTouched = (): boolean =>
        touches.count > since || document.querySelector("dialog[open]") !== null;
      return new Promise((resolve) => {
        onTouch = stay;
        again = setTimeout(() => (isTouched() ? stay() : resolve()), touches.count > since ? 0 : pause);
      });
    },
    open() {
      say("", "idle");
      open();
    },
    close() {
      lobby.stop();
      input.blur();
      screen.hidden = true;
    },
  };
}

/** Replaces the English texts of index.html by those of the page's language. */
function translate(screen: HTMLElement): void {
  const { front } = words;
  const write = (selector: string, text: string): void => {
    screen.querySelector(selector)!.textContent = text;
  };
  write('label[for="name"]', front.yourName);
  screen.querySelector<HTMLInputElement>("#name")!.placeholder = front.yourName;
  write(".play", front.play);
  write('.front-links a[href="#replays"]', front.replays);
  write('.front-links a[href*="records"]', front.records);
  write('.front-links a[href="#settings"]', front.settings);
  screen.querySelector(".front-links")!.setAttribute("aria-label", front.more);
}
