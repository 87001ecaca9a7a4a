/** What stands on a key of this keyboard. Keys are known by their position; the letters there depend on the layout. */
import { attempt } from "../browser/attempt.ts";
import { words } from "../strings/index.ts";
import { listen } from "./device.ts";

export interface KeyNames {
  /** @param code as `KeyboardEvent.code` */
  of(code: string): string;
  /** Calls `heard` whenever a name has changed. @returns a function that removes the listener */
  follow(heard: () => void): () => void;
  destroy(): void;
}

/** Keys of the same name on every layout. */
const ARROWS: { readonly [code: string]: string } = {
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowDown: "↓",
  ArrowRight: "→",
};

/** @param letters what the layout has on the keys that write something, by code */
export function keyName(code: string, letters: ReadonlyMap<string, string>): string {
  const letter = letters.get(code);
  if (letter !== undefined) return letter.toLocaleUpperCase();
  const [, plain] = /^(?:Key|Digit)(.)$/.exec(code) ?? [];
  const [, side] = /^(Shift)(?:Left|Right)$/.exec(code) ?? [];
  const [, pad] = /^Numpad(.+)$/.exec(code) ?? [];
  if (pad !== undefined) return `Num ${pad === "Enter" ? "↵" : pad}`;
  return ARROWS[code] ?? plain ?? words.keys[(side ?? code) as keyof typeof words.keys] ?? code;
}

/** Chromium tells the layout; other browsers tell it key by key, as keys are pressed. */
interface KeyboardApi {
  getLayoutMap(): Promise<ReadonlyMap<string, string>>;
}

/** Only keys of this part of the keyboard write what the layout says. */
const WRITES =
  /^(?:Key.|Digit.|Backquote|Minus|Equal|Bracket(?:Left|Right)|Backslash|Semicolon|Quote|Comma|Period|Slash|Intl.+)$/;

export function createKeyNames(): KeyNames {
  const letters = new Map<string, string>();
  const listeners = new Set<() => void>();
  const learn = (code: string, letter: string): boolean => {
    if (!WRITES.test(code) || [...letter].length !== 1 || letter.trim() === "") return false;
    // A digit row that writes digits only with Shift is still known by its digits.
    if (code.startsWith("Digit") || letters.get(code) === letter) return false;
    letters.set(code, letter);
    return true;
  };
  const tell = (): void => {
    for (const heard of listeners) heard();
  };
  const { keyboard } = navigator as { keyboard?: KeyboardApi };
  // A frame of another origin may not ask.
  const asked = attempt(() => keyboard?.getLayoutMap());
  asked?.then(
    (layout) => {
      let isNew = false;
      for (const [code, letter] of layout) if (learn(code, letter)) isNew = true;
      if (isNew) tell();
    },
    () => {},
  );
  const stop = listen(window, "keydown", ({ code, key, ctrlKey, altKey, metaKey, shiftKey, isComposing }) => {
    if (ctrlKey || altKey || metaKey || isComposing) return;
    // With Shift a key may write another sign, but never another letter.
    if (shiftKey && !/\p{L}/u.test(key)) return;
    if (learn(code, key.toLocaleLowerCase())) tell();
  });
  return {
    of: (code) => keyName(code, letters),
    follow(heard) {
      listeners.add(heard);
      return () => void listeners.delete(heard);
    },
    destroy: stop,
  };
}
