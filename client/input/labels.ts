/** Labels of the keys and gamepad buttons of each action, for help, legend and settings. */
import type { Settings } from "../browser/settings.ts";
import { type Action, actionsOf, bound } from "./bindings.ts";
import type { Controls } from "./controls.ts";
import type { KeyNames } from "./keyNames.ts";

export interface Labels {
  /** @returns all actions with their present bindings */
  actions(): readonly Action[];
  /** @returns labels of the keys of an action; empty when it has no key */
  keys(action: string): readonly string[];
  /** @returns label of the gamepad button of an action; "" when it has none */
  pad(action: string): string;
  /** @returns label of a key. @param code as `KeyboardEvent.code` */
  key(code: string): string;
  /** Calls `listener` now and after each change. @returns a function that removes the listener */
  follow(listener: () => void): () => void;
}

/** @returns a text, followed by the label of an action's first key in brackets */
export function withKey(text: string, labels: Labels, action: string): string {
  const [key] = labels.keys(action);
  return key === undefined ? text : `${text} (${key})`;
}

/** By index in the standard layout. */
const PAD_NAMES = [
  ...["A", "B", "X", "Y", "LB", "RB", "LT", "RT", "Back", "Start", "L3", "R3"],
  ...["↑", "↓", "←", "→", "Home"],
];

export const padName = (button: number): string => PAD_NAMES[button] ?? String(button + 1);

/** @param settings bindings of the player; absent on a page where keys cannot be bound */
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
    follow(listener) {
      listener();
      const stops = [
        names.follow(listener),
        ...(["keys", "pad"] as const).map((name) => settings?.follow(name, listener)),
      ];
      return () => stops.forEach((stop) => void stop?.());
    },
  };
}
