/** Which keys and gamepad buttons give which action: those of the game and the page, unless the player has chosen others. */
import { CODE } from "../browser/settings.ts";
import { type Controls, PAD_BUTTONS } from "./controls.ts";

/** Something that a key or a button of a gamepad does. */
export interface Action {
  readonly name: string;
  /** Codes of its usual keys (`KeyboardEvent.code`), the first one is shown. */
  readonly keys: readonly string[];
  /** Its usual button of a gamepad, as an index of the standard layout. */
  readonly pad?: number;
}

/** What the player has chosen: `keys` and `pad` of the settings. */
export interface Chosen {
  readonly keys: { readonly [action: string]: readonly string[] };
  readonly pad: { readonly [action: string]: number };
}

export const FLY = {
  up: { x: 0, y: -1 },
  left: { x: -1, y: 0 },
  down: { x: 0, y: 1 },
  right: { x: 1, y: 0 },
} as const;

const FLY_ACTIONS: readonly Action[] = [
  { name: "up", keys: ["KeyW", "ArrowUp"] },
  { name: "left", keys: ["KeyA", "ArrowLeft"] },
  { name: "down", keys: ["KeyS", "ArrowDown"] },
  { name: "right", keys: ["KeyD", "ArrowRight"] },
];
/** Commands of the page. A control of the game that has the same button takes it. */
const PAGE_ACTIONS = [
  { name: "why", keys: ["KeyR"], pad: 3 },
  { name: "chat", keys: ["Enter", "NumpadEnter"] },
  { name: "help", keys: ["KeyH"], pad: 8 },
  { name: "netGraph", keys: ["KeyN", "F3"] },
  { name: "mute", keys: ["KeyM"] },
] as const satisfies readonly Action[];
export const PAGE_COMMANDS = PAGE_ACTIONS.map(({ name }) => name);
/** Fixed keys of emotes; the group is the number of the emote, from 1. */
export const EMOTE_KEY = /^(?:Digit|Numpad)([1-6])$/;
/** Fixed button of the menu, as an index of the standard layout, so that a player can always reach the settings. */
export const MENU_BUTTON = 9;
/** Keys that belong to the browser or to the page: they cannot be bound. */
const RESERVED = /^(?:Escape|Tab|Meta|Control|Alt|OS|ContextMenu|Fn|F(?:[15-9]|1[0-2])$)/;

/** @returns all actions of a page: flight, the buttons of the game, and the page's own commands */
export function actionsOf(controls: Controls): readonly Action[] {
  const buttons = controls.map(({ name, keys, pad }) => ({
    ...{ name, keys },
    ...(pad !== undefined && { pad: PAD_BUTTONS[pad] }),
  }));
  const taken = new Set<number>(buttons.flatMap(({ pad }) => pad ?? []));
  const page = PAGE_ACTIONS.map((action: Action) => {
    const { pad, ...rest } = action;
    return pad === undefined || taken.has(pad) ? rest : action;
  });
  return [...FLY_ACTIONS, ...buttons, ...page];
}

/** @returns the actions with the keys and buttons that the player has chosen */
export const bound = (actions: readonly Action[], { keys, pad }: Chosen): readonly Action[] =>
  actions.map((action) => ({
    ...action,
    keys: keys[action.name] ?? action.keys,
    ...(pad[action.name] !== undefined && { pad: pad[action.name]! }),
  }));

/** @returns names of the other actions that the same key gives; "emote" for the keys of emotes */
export const sharingKey = (actions: readonly Action[], own: string, code: string): string[] => [
  ...actions.filter(({ name, keys }) => name !== own && keys.includes(code)).map(({ name }) => name),
  ...(EMOTE_KEY.test(code) ? ["emote"] : []),
];

/** @returns names of the other actions that the same button of a gamepad gives; "menu" for the one of the menu */
export const sharingButton = (actions: readonly Action[], own: string, button: number): string[] => [
  ...actions.filter(({ name, pad }) => name !== own && pad === button).map(({ name }) => name),
  ...(button === MENU_BUTTON ? ["menu"] : []),
];

export const isBindable = (code: string): boolean => CODE.test(code) && !RESERVED.test(code);

/** @returns the keys of an action after one of them was replaced. @param slot which of its keys */
export function rebind(keys: readonly string[], slot: number, code: string): string[] {
  const next = [...keys];
  next[slot] = code;
  return [...new Set(next)];
}
