/** The title screen: asks for a name, then shows how the join goes. */

import { createEmblem } from "../../games/skirmish/client/hud/emblem.ts";
import { NAME_LIMIT } from "../../shared/protocol.ts";
import { guardComposition } from "../browser/composing.ts";
import { SERVER_URL } from "../browser/serverUrl.ts";
import { element, limitInput } from "./dom.ts";
import { createLegend } from "./keys.ts";
import { createLobby } from "./lobby.ts";
import { createNameHint } from "./nameHint.ts";

export interface Entry {
  /** The name to play with, once Play is pressed. After `fail` this is a new promise, for the next press. */
  readonly name: Promise<string>;
  /** Id of the room that was chosen from the list; undefined when Play was pressed. */
  readonly room: string | undefined;
  /** Says what is going on and takes no presses meanwhile. */
  busy(text: string): void;
  /** Says what went wrong and lets the player try again. */
  fail(text: string): void;
  /** Takes the screen away. */
  close(): void;
}

export interface EntryOptions {
  /** What the input starts with. */
  name: string;
  /** Shown at once. */
  error?: string;
  /** Shown at once, as by `busy`. */
  busy?: string;
  /** The server's reason to refuse a name, to follow "this name"; undefined when it accepts the name. */
  check?: (name: string) => Promise<string | undefined>;
}

export function askName(root: HTMLElement, options: EntryOptions): Entry {
  const { screen, form, input, play, status } = createScreen(options.name);
  let room: string | undefined;
  let answer: (name: string) => void = () => {};
  const nextAnswer = () =>
    new Promise<string>((resolve) => {
      answer = resolve;
    });
  const lobby = createLobby(SERVER_URL, (id) => {
    if (play.disabled) return;
    room = id;
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
  // A phone's keyboard would cover the screen that is being introduced.
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

function createScreen(name: string) {
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
  const title = element("h1", "title", "SKIRMISH");
  const intro = element("p", "tagline", "Rocks to hide behind. Pilots that shoot back.");
  const screen = element("main", "entry", createEmblem(), title, intro, form, createLegend());
  return { screen, form, input, play, status };
}
