/** The keys and gamepad buttons of each action as a player knows them, for help, legend and settings. */
import type { Settings } from "../browser/settings.ts";
import { type Action, actionsOf, bound } from "./bindings.ts";
import type { Controls } from "./controls.ts";
import type { KeyNames } from "./keyNames.ts";

export interface Labels {
  /** With the keys and buttons that are bound now. */
  actions(): readonly Action[];
  /** @returns what stands on the keys of an action; none where it has no key */
  keys(action: string): readonly string[];
  /** @returns what the button of a gamepad is called; "" where the action has none */
  pad(action: string): string;
  /** @param code as `KeyboardEvent.code` */
  key(code: string): string;
  /** Calls `heard` now and after each change. @returns a function that removes the listener */
  follow(heard: () => void): () => void;
}

/** @returns a text, followed by the first key of an action in brackets */
export function withKey(text: string, labels: Labels, action: string): string {
  const [key] = labels.keys(action);
  return key === undefined ? text : `${text} (${key})`;
}

/** By index of the standard layout. */
const PAD_NAMES = [
  ...["A", "B", "X", "Y", "LB", "RB", "LT", "RT", "Back", "Start", "L3", "R3"],
  ...["↑", "↓", "←", "→", "Home"],
];

export const padName = (button: number): string => PAD_NAMES[button] ?? String(button + 1);

/** @param settings absent where nothing can be rebound */
export function createLabels(controls: Controls, names: KeyNames, settings?: Settings): Labels {
  const usual = actionsOf(controls);
  const actions = (): readonly Action[] =>
    settings === undefined ? usual : bound(usual, { keys: settings.get("keys"), pad: settings.get("pad") });
  const find = (name: string): Action | undefined => actions().find((action) => action.name === name);
  return {
    actions,
    keys: (action) => (find(action)?.keys ?? []).map(names.of),
    pad(action) {
      const button = find(action)?.pad;
      return button === undefined ? "" : padName(button);
    },
    key: names.of,
    follow(heard) {
      heard();
      const stops = [
        names.follow(heard),
        ...(["keys", "pad"] as const).map((name) => settings?.follow(name, heard)),
      ];
      return () => stops.forEach((stop) => void stop?.());
    },
  };
}
