/** The title screen: asks for a name, then shows the progress of the join. */
import { NAME_LIMIT } from "../../shared/protocol.ts";
import { guardComposition } from "../browser/composing.ts";
import { SERVER_URL } from "../browser/serverUrl.ts";
import type { GamePage } from "../page.ts";
import type { ListedRoom } from "../session/directory.ts";
import { element, limitInput } from "./dom.ts";
import { createLegend } from "./keys.ts";
import { createLobby } from "./lobby.ts";
import { createNameHint } from "./nameHint.ts";

export interface Entry {
  /** Resolves to the name once Play is pressed. After `fail` this is a new promise, for the next press. */
  readonly name: Promise<string>;
  /** The room that was chosen from the list; undefined when Play was pressed. */
  readonly room: ListedRoom | undefined;
  /** Shows the progress, and disables Play meanwhile. */
  busy(text: string): void;
  /** Shows what went wrong, and lets the player try again. */
  fail(text: string): void;
  /** Removes the screen. */
  close(): void;
}

export interface EntryOptions {
  /** The game that the screen offers. */
  game: GamePage;
  /** Resolves to the other games of this server. */
  others: Promise<readonly GamePage[]>;
  /** Initial value of the input. */
  name: string;
  /** Shown at once. */
  error?: string;
  /** Shown at once, as by `busy`. */
  busy?: string;
  /** The server's reason to refuse a name, to follow "this name"; undefined when it accepts the name. */
  check?: (name: string) => Promise<string | undefined>;
}

export function askName(root: HTMLElement, options: EntryOptions): Entry {
  const { screen, form, input, play, status } = createScreen(options);
  let room: ListedRoom | undefined;
  let answer: (name: string) => void = () => {};
  const nextAnswer = () =>
    new Promise<string>((resolve) => {
      answer = resolve;
    });
  const lobby = createLobby(SERVER_URL, (chosen) => {
    if (play.disabled) return;
    room = chosen;
    answer(input.value.trim());
  });
  form.after(lobby.element);
  if (options.check !== undefined) status.before(createNameHint(input, options.check));
  let name = nextAnswer();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (play.disabled) return;
    room = undefined;
    answer(input.value.trim());
  });
  const say = (text: string, state: "busy" | "error" | "idle"): void => {
    status.textContent = text;
    screen.dataset.state = state;
    input.readOnly = play.disabled = state === "busy";
  };
  root.append(screen);
  // Not on a phone: its keyboard would cover the screen.
  if (matchMedia("(pointer: fine)").matches) input.select();
  if (options.busy) say(options.busy, "busy");
  else if (options.error) say(options.error, "error");
  else say("", "idle");

  return {
    get name() {
      return name;
    },
    get room() {
      return room;
    },
    busy: (text) => say(text, "busy"),
    fail(text) {
      name = nextAnswer();
      say(text, "error");
      play.focus();
    },
    close() {
      lobby.stop();
      input.blur();
      screen.remove();
    },
  };
}

function createScreen({ name, game, others }: EntryOptions) {
  const input = element("input", "name-input");
  Object.assign(input, { id: "name", name: "name", type: "text", value: name });
  Object.assign(input, {
    placeholder: "Your name",
    autocomplete: "nickname",
    spellcheck: false,
    enterKeyHint: "go",
  });
  guardComposition(input);
  limitInput(input, NAME_LIMIT);
  const label = element("label", "visually-hidden", "Your name");
  label.htmlFor = input.id;
  const play = element("button", "primary play", "Play");
  play.type = "submit";
  const status = element("p", "entry-status");
  status.setAttribute("role", "status");
  const form = element("form", "entry-form", label, input, play, status);
  const title = element("h1", "title", game.title.toUpperCase());
  const intro = element("p", "tagline", game.tagline);
  const emblem = game.emblem();
  emblem.classList.add("emblem");
  emblem.setAttribute("aria-hidden", "true");
  const records = element("a", "game-link", "Records");
  records.href = "records/";
  const screen = element("main", "entry", emblem, title, intro, form, records, createLegend(game.keys));
  void others.then((known) => known.length > 0 && intro.after(createChoice(known)));
  return { screen, form, input, play, status };
}

/** Links to the other games of this server. */
function createChoice(others: readonly GamePage[]): HTMLElement {
  const links = others.map(({ title, rooms }) => {
    const link = element("a", "game-link", title);
    link.href = `?${new URLSearchParams({ room: rooms[0]! })}`;
    return link;
  });
  const choice = element("nav", "game-links", "More games: ", ...links);
  choice.setAttribute("aria-label", "Other games");
  return choice;
}
