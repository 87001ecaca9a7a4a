/**
 * Labels of the keys of this keyboard. A key code is a position; the letter there depends on the keyboard
 * layout.
 */
import { attempt } from "../browser/attempt.ts";
import { words } from "../strings/index.ts";
import { listen } from "./device.ts";

export interface KeyNames {
  /** @param code as `KeyboardEvent.code` */
  of(code: string): string;
  /** Calls `listener` after a label has changed. @returns a function that removes the listener */
  follow(listener: () => void): () => void;
  destroy(): void;
}

/** Keys with the same label on every layout. */
const ARROWS: { readonly [code: string]: string } = {
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowDown: "↓",
  ArrowRight: "→",
};

/** @returns the label of a key. @param letters of the keyboard layout, by code */
export function keyName(code: string, letters: ReadonlyMap<string, string>): string {
  const letter = letters.get(code);
  if (letter !== undefined) return letter.toLocaleUpperCase();
  const [, plain] = /^(?:Key|Digit)(.)$/.exec(code) ?? [];
  const [, side] = /^(Shift)(?:Left|Right)$/.exec(code) ?? [];
  const [, pad] = /^Numpad(.+)$/.exec(code) ?? [];
  if (pad !== undefined) return `Num ${pad === "Enter" ? "↵" : pad}`;
  return ARROWS[code] ?? plain ?? words.keys[(side ?? code) as keyof typeof words.keys] ?? code;
}

/** Chromium reports the layout. In other browsers each letter is learnt when its key is pressed. */
interface KeyboardApi {
  getLayoutMap(): Promise<ReadonlyMap<string, string>>;
}

/** Keys whose label depends on the layout. */
const WRITES =
  /^(?:Key.|Digit.|Backquote|Minus|Equal|Bracket(?:Left|Right)|Backslash|Semicolon|Quote|Comma|Period|Slash|Intl.+)$/;

export function createKeyNames(): KeyNames {
  const letters = new Map<string, string>();
  const listeners = new Set<() => void>();
  const learn = (code: string, letter: string): boolean => {
    if (!WRITES.test(code) || [...letter].length !== 1 || letter.trim() === "") return false;
    // The digit row keeps its digits, even on a layout that needs Shift for them.
    if (code.startsWith("Digit") || letters.get(code) === letter) return false;
    letters.set(code, letter);
    return true;
  };
  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  const { keyboard } = navigator as { keyboard?: KeyboardApi };
  // An iframe of another origin may not read the layout.
  const asked = attempt(() => keyboard?.getLayoutMap());
  asked?.then(
    (layout) => {
      let isNew = false;
      for (const [code, letter] of layout) if (learn(code, letter)) isNew = true;
      if (isNew) notify();
    },
    () => {},
  );
  const stop = listen(window, "keydown", ({ code, key, ctrlKey, altKey, metaKey, shiftKey, isComposing }) => {
    if (ctrlKey || altKey || metaKey || isComposing) return;
    // With Shift a key may write another symbol, but not another letter.
    if (shiftKey && !/\p{L}/u.test(key)) return;
    if (learn(code, key.toLocaleLowerCase())) notify();
  });
  return {
    of: (code) => keyName(code, letters),
    follow(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    destroy: stop,
  };
}
