/**
 * The chat, bottom left. Enter opens and sends; Escape discards the text; a press beside the field closes it
 * and keeps the text.
 */
import { markedName } from "../../shared/names.ts";
import { CHAT_LIMIT, EMOTES, QUICK_CHAT } from "../../shared/protocol.ts";
import { guardComposition, isComposing } from "../browser/composing.ts";
import { words } from "../strings/index.ts";
import { type ChatKind, isShown } from "./chatFilter.ts";
import { element, limitInput, shownSetter } from "./dom.ts";
import { createEmoteBar } from "./emotes.ts";
import { createFadingList } from "./fadingList.ts";
import { hueColour, inSentence } from "./format.ts";
import type { Context, Part } from "./part.ts";
import { playerName } from "./players.ts";
import { createTyping } from "./typing.ts";

const LINES = 6;
const STAY_MS = 9000;

export function createChat(context: Context): Part {
  const log = createFadingList({ className: "chat-log", most: LINES, stay: STAY_MS, keep: true });
  log.element.setAttribute("role", "log");
  log.element.setAttribute("aria-label", words.chat.label);
  const { form, input } = createForm();
  const showForm = shownSetter(form);
  const typing = createTyping(input, context.session, context.now);
  const showTyping = shownSetter(typing.element);
  const chat = element("section", "chat", log.element, createEmoteBar(context), form);

  const nameOf = (key: string, name: string): HTMLElement => {
    const label = playerName(context, "chat-name", key, name);
    // Not reachable by Tab, because lines fade; P opens the players.
    label.tabIndex = -1;
    const player = context.session()?.playerOf(key);
    if (player) label.style.color = hueColour(player.hue);
    return label;
  };
  const level = () => context.options.settings.get("chat");
  /** Own messages are always shown. */
  const isWanted = (from: string, kind: ChatKind, text?: string): boolean =>
    from === context.session()?.key || isShown(level(), kind, text);
  const add = (key: string, name: string, text: string, kind: string): void =>
    log.add(element("p", `chat-line ${kind}`, nameOf(key, name), " ", element("span", "chat-text", text)));

  const setOpen = (open: boolean): void => {
    showForm(open);
    chat.classList.toggle("open", open);
    context.devices.paused = open;
    if (open) input.focus();
    else input.blur();
  };
  const close = (): void => {
    input.value = "";
    setOpen(false);
  };
  const say = (): void => {
    const text = input.value.trim();
    const all = /^\/all\s+(.*)/i.exec(text)?.[1];
    if (all) context.session()?.chat(all, "lobby");
    else if (text) context.session()?.chat(text);
    close();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say();
  });
  input.addEventListener("keydown", (event) => {
    if (event.code === "Escape" && !isComposing(event)) close();
  });
  guardComposition(input);
  // A press beside the input returns to the game. When the window loses the focus, the input stays the active
  // element and open.
  input.addEventListener("blur", () => document.activeElement !== input && setOpen(false));
  const stop = context.devices.on("chat", () => setOpen(form.hidden !== false));

  return {
    element: chat,
    start(session) {
      log.clear();
      // In the log, whose height is limited.
      log.element.append(typing.element);
      return [
        ...typing.start(session),
        session.events.on("chat", ({ from, name, bot, text, scope }) => {
          if (!isWanted(from, "chat", text)) return;
          if (scope === "lobby")
            add(from, words.chat.toAll(markedName(inSentence(name), bot)), text, "lobby");
          else add(from, markedName(name, bot), text, "said");
        }),
        session.events.on("quickChat", ({ from, name, bot, id }) => {
          const phrase = QUICK_CHAT[id];
          if (phrase && isWanted(from, "quickChat"))
            add(from, markedName(name, bot), words.quickChat.phrases[phrase], "said");
        }),
        session.events.on(
          "gap",
          () => isShown(level(), "chat") && log.add(element("p", "chat-line gap", words.chat.gap)),
        ),
        session.events.on("emote", ({ from, id }) => {
          const player = session.playerOf(from);
          const text = EMOTES[id];
          if (player?.name && text && isWanted(from, "emote"))
            add(from, markedName(player.name, player.bot), text, "emote");
        }),
      ];
    },
    frame(now) {
      log.tidy(now);
      typing.frame(now);
      showTyping(isShown(level(), "chat"));
    },
    destroy() {
      stop();
      context.devices.paused = false;
    },
  };
}

function createForm(): { form: HTMLFormElement; input: HTMLInputElement } {
  const input = element("input", "chat-input");
  Object.assign(input, {
    type: "text",
    placeholder: words.chat.hint,
    autocomplete: "off",
  });
  limitInput(input, CHAT_LIMIT);
  input.enterKeyHint = "send";
  input.setAttribute("aria-label", words.chat.message);
  const form = element("form", "chat-form", input);
  return { form, input };
}
