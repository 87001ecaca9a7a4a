/**
 * The front page: asks for a name and for what to play, then shows the progress of the join. Its first part is in index.html, so that it
 * is painted before any script has arrived.
 */
import { NAME_LIMIT } from "../../shared/protocol.ts";
import { guardComposition } from "../browser/composing.ts";
import type { Labels } from "../input/labels.ts";
import type { GamePage } from "../page.ts";
import { words } from "../strings/index.ts";
import { element, limitInput, shownSetter } from "./dom.ts";
import { createFriendForm, type Invited } from "./friendForm.ts";
import { createLegend } from "./keys.ts";
import { createLobby } from "./lobby.ts";
import { rememberedName } from "./memory.ts";
import { createModeCards, type ModeCards } from "./modeCards.ts";
import { createNameHint } from "./nameHint.ts";

/** What the player wants to play; empty for Play. */
export interface Choice extends Invited {
  readonly name: string;
}

export interface Front {
  readonly element: HTMLElement;
  /** As typed so far. */
  readonly name: string;
  /** Resolves to the next choice. */
  choice(): Promise<Choice>;
  /** Shows the games of this server. */
  offer(games: readonly GamePage[]): void;
  /** Shows the progress, and takes no choice meanwhile. */
  busy(text: string): void;
  /** Shows what went wrong, or nothing, and lets the player choose again. */
  fail(text: string): void;
  /** Shows the page over the game. */
  open(): void;
  close(): void;
}

export interface FrontOptions {
  /** Where it is: index.html. */
  readonly element: HTMLElement;
  /** Address of the server. */
  readonly url: string;
  /** For the keys that a new player needs. */
  readonly labels: Labels;
  /** The game that Play leads to, and the name of its room. */
  readonly game: GamePage;
  readonly room: string;
  readonly name: string;
  /** The server's reason to refuse a name, to follow "this name"; undefined when it accepts the name. */
  check(name: string): Promise<string | undefined>;
  /** Called for a link to another server. */
  onElsewhere(link: URL): void;
}

export function createFront(options: FrontOptions): Front {
  const { element: screen, game, room, url, labels, onElsewhere } = options;
  const part = <Part extends HTMLElement>(name: string): Part => screen.querySelector<Part>(name)!;
  const [form, input] = [part<HTMLFormElement>(".entry-form"), part<HTMLInputElement>("#name")];
  const [play, status] = [part<HTMLButtonElement>(".play"), part(".entry-status")];
  translate(screen);
  part(".title").textContent = game.title;
  part(".tagline").textContent = game.tagline;
  part(".emblem").replaceChildren(game.emblem());
  // A player may have typed before this script ran; early.js has filled in the remembered name.
  if (input.value === "" || input.value === rememberedName()) input.value = options.name;
  guardComposition(input);
  limitInput(input, NAME_LIMIT);
  status.before(createNameHint(input, options.check));

  let answer: (choice: Choice) => void = () => {};
  const choose = (where: Invited): void => {
    if (!play.disabled) answer({ name: input.value.trim(), ...where });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    choose({});
  });
  const cards: ModeCards = createModeCards((mode) => choose({ room: mode }));
  const watch = element("a", "front-link", words.front.watchLive);
  const showWatch = shownSetter(watch);
  part(".front-links").prepend(watch);
  const lobby = createLobby(
    url,
    ({ id, name }) => choose({ room: name, at: id }),
    (rooms) => {
      cards.count(rooms);
      const shown = rooms.filter(({ players, watchable = true }) => players > 0 && watchable);
      const [fullest] = shown.sort((a, b) => b.players - a.players);
      showWatch(fullest !== undefined);
      if (fullest !== undefined) watch.href = `${url}/watch/${encodeURIComponent(fullest.name)}`;
    },
  );
  const friend = createFriendForm((where) => (where instanceof URL ? onElsewhere(where) : choose(where)));
  part(".front-modes").append(cards.element);
  part(".front-rooms").append(
    lobby.element,
    element("div", "front-aside", friend, createLegend(game.keys, labels)),
  );

  const say = (text: string, state: "busy" | "error" | "idle"): void => {
    status.textContent = text;
    screen.dataset.state = state;
    input.readOnly = play.disabled = state === "busy";
  };
  const open = (): void => {
    screen.hidden = false;
    lobby.start();
  };
  // Not on a phone: its keyboard would cover the screen.
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
    fail(text) {
      open();
      say(text, text === "" ? "idle" : "error");
      if (text !== "") play.focus();
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

/** Puts the words of the page's language in place of those of index.html. */
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
