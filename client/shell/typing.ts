/** The typing indicator: sends that this player types, and shows the names of others who type. */
import { TYPING } from "../../shared/protocol.ts";
import type { AnySession } from "../session/view.ts";
import { words } from "../strings/index.ts";
import { element, every, textSetter } from "./dom.ts";
import { inSentence } from "./format.ts";

/** Most names in the indicator; for more players it shows only that several type. */
const NAMES = 2;

export interface TypingIndicator {
  readonly element: HTMLElement;
  /** @returns functions that remove the listeners */
  start(session: AnySession): (() => void)[];
  /** Removes expired names. @param now ms, on the clock of the session's frames */
  frame(now: number): void;
}

/** @param now ms, on the clock of the session's frames */
export function createTyping(
  input: HTMLInputElement,
  session: () => AnySession | undefined,
  now: () => number,
): TypingIndicator {
  const line = element("p", "chat-typing");
  // Hidden from screen readers, which would announce each change.
  line.ariaHidden = "true";
  const say = textSetter(line);
  /** Players who type, by session id: name, and time at which it expires, ms. */
  const typing = new Map<string, { name: string; until: number }>();
  const draw = (): void => {
    const names = [...typing.values()].map(({ name }) => inSentence(name));
    say(
      names.length === 0
        ? ""
        : names.length > NAMES
          ? words.chat.manyType
          : words.chat.types(names.join(", "), names.length),
    );
  };
  const isDue = every(TYPING.every * 1000);
  input.addEventListener("input", () => {
    // A line for all rooms ("/all") is not typed for the players in this room.
    const isSaid = input.value.trim() !== "" && !input.value.startsWith("/");
    if (isSaid && session()?.link.state === "playing" && isDue(performance.now())) session()!.social.typing();
  });
  return {
    element: line,
    start(next) {
      typing.clear();
      draw();
      const ends = ({ from }: { from: string }): void => void (typing.delete(from) && draw());
      return [
        next.events.on("typing", ({ from, name }) => {
          if (from === next.key) return;
          typing.set(from, { name, until: now() + TYPING.shown * 1000 });
          draw();
        }),
        next.events.on("chat", ends),
        next.events.on("quickChat", ends),
      ];
    },
    frame(at) {
      if (typing.size === 0) return;
      for (const [key, { until }] of typing) if (at >= until) typing.delete(key);
      draw();
    },
  };
}
