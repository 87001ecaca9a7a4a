/**
 * Bindings of keys and gamepad buttons to actions: the defaults of game and page, and those that the player
 * has chosen.
 */
import { CODE } from "../browser/settings.ts";
import { type Controls, PAD_BUTTONS } from "./controls.ts";

/** An action that can be bound to keys and to a gamepad button. */
export interface Action {
  readonly name: string;
  /** Codes of its keys (`KeyboardEvent.code`); help and labels show the first one. */
  readonly keys: readonly string[];
  /** Its gamepad button, as an index of the standard layout. */
  readonly pad?: number;
}

/** The bindings of the player: `keys` and `pad` of the settings. */
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
/**
 * Commands of the page. A control of the game takes precedence over a command with the same gamepad button.
 */
const PAGE_ACTIONS = [
  { name: "why", keys: ["KeyR"], pad: 3 },
  { name: "chat", keys: ["Enter", "NumpadEnter"] },
  { name: "quickChat", keys: ["KeyQ"], pad: 4 },
  { name: "help", keys: ["KeyH"], pad: 8 },
  { name: "netGraph", keys: ["KeyN", "F3"] },
  { name: "mute", keys: ["KeyM"] },
  { name: "players", keys: ["KeyP"] },
] as const satisfies readonly Action[];
export const PAGE_COMMANDS = PAGE_ACTIONS.map(({ name }) => name);
/** Fixed keys of emotes; the group is the number of the emote, from 1. */
export const EMOTE_KEY = /^(?:Digit|Numpad)([1-6])$/;
/**
 * Fixed button of the menu, as an index of the standard layout, so that a player can always reach the
 * settings.
 */
export const MENU_BUTTON = 9;
/** Keys that cannot be bound, because the browser or the page uses them. */
const RESERVED = /^(?:Escape|Tab|Meta|Control|Alt|OS|ContextMenu|Fn|F(?:[15-9]|1[0-2])$)/;

/**
 * @returns all actions of a page with their default bindings: movement, the buttons of the game, commands of
 * the page
 */
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

/** @returns the actions with the bindings of the player */
export const bound = (actions: readonly Action[], { keys, pad }: Chosen): readonly Action[] =>
  actions.map((action) => ({
    ...action,
    keys: keys[action.name] ?? action.keys,
    ...(pad[action.name] !== undefined && { pad: pad[action.name]! }),
  }));

/** @returns names of other actions that are bound to the same key; "emote" for the keys of emotes */
export const sharingKey = (actions: readonly Action[], own: string, code: string): string[] => [
  ...actions.filter(({ name, keys }) => name !== own && keys.includes(code)).map(({ name }) => name),
  ...(EMOTE_KEY.test(code) ? ["emote"] : []),
];

/**
 * @returns names of other actions that are bound to the same gamepad button; "menu" for the button of the
 * menu
 */
export const sharingButton = (actions: readonly Action[], own: string, button: number): string[] => [
  ...actions.filter(({ name, pad }) => name !== own && pad === button).map(({ name }) => name),
  ...(button === MENU_BUTTON ? ["menu"] : []),
];

export const isBindable = (code: string): boolean => CODE.test(code) && !RESERVED.test(code);

/** @returns the keys of an action after one of them was replaced. @param slot index of the replaced key */
export function rebind(keys: readonly string[], slot: number, code: string): string[] {
  const next = [...keys];
  next[slot] = code;
  return [...new Set(next)];
}
