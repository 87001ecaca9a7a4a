/** The typing indicator: tells others that this player writes, and shows who of them does. */
import { TYPING } from "../../shared/protocol.ts";
import type { AnySession } from "../session/view.ts";
import { words } from "../strings/index.ts";
import { element, every, textSetter } from "./dom.ts";
import { inSentence } from "./format.ts";

/** Names shown at most; of more players only that there are several. */
const NAMES = 2;

export interface TypingIndicator {
  readonly element: HTMLElement;
  /** @returns functions that remove the listeners */
  start(session: AnySession): (() => void)[];
  /** Removes indicators that are over. @param now ms, on the clock of the session's frames */
  frame(now: number): void;
}

/** @param now ms, on the clock of the session's frames */
export function createTyping(
  input: HTMLInputElement,
  session: () => AnySession | undefined,
  now: () => number,
): TypingIndicator {
  const line = element("p", "chat-typing");
  // A screen reader would read each change.
  line.ariaHidden = "true";
  const say = textSetter(line);
  /** By session id: the name, and the end of the indicator, ms. */
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
    // A line to all rooms is not for the players here.
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
