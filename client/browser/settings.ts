/** The player's settings, remembered between visits if the browser allows storage. */
import { keep, recall } from "./storage.ts";

export interface SettingValues {
  /** "off": the player has muted all sounds. */
  sound: "on" | "off";
  /** Volume of the sounds around the player, such as shots and explosions, 0…1. */
  volume: number;
  /** Volume of the sounds that tell the player something: own hits, damage, pickups, 0…1. */
  signalVolume: number;
  /** Size of the HUD, relative: 0.75…1.5. */
  hudScale: number;
  /** "reduced": nothing shakes or glides. "system": by the setting of the device. */
  motion: "system" | "reduced";
  /** Whether bright flashes are dimmed. */
  flashes: "full" | "reduced";
  /** See `PALETTES`. */
  palette: "usual" | "redGreen" | "blueYellow";
  contrast: "system" | "high";
  /** Whether names are shown above ships. */
  names: "shown" | "hidden";
  /** "auto": by the measured frame time. */
  graphics: "auto" | "low" | "medium" | "high";
  language: "system" | "en" | "de";
  /**
   * Which messages of other players are shown: all; those in which the server has masked no word; only
   * phrases of the quick chat; none.
   */
  chat: "all" | "clean" | "quick" | "off";
  /** The hand that aims on a touch screen; the other hand moves. */
  hand: "right" | "left";
  /** Size of sticks and buttons on a touch screen, relative: 0.75…1.5. */
  stickScale: number;
  /** Codes of the bound keys, by action; an action without an entry has its default keys. */
  keys: { readonly [action: string]: readonly string[] };
  /** Bound gamepad buttons as indices of the standard layout, by action. */
  pad: { readonly [action: string]: number };
}

export interface Settings {
  get<Name extends keyof SettingValues>(name: Name): SettingValues[Name];
  set<Name extends keyof SettingValues>(name: Name, value: SettingValues[Name]): void;
  /** Calls `listener` now and after each change. @returns a function that removes the listener */
  follow<Name extends keyof SettingValues>(
    name: Name,
    listener: (value: SettingValues[Name]) => void,
  ): () => void;
}

const KEY = "skirmish.settings";
/** Raise it when a value changes its meaning, and migrate older values in `readSettings`. */
const VERSION = 2;
/** Version of settings that were stored without a version. */
const UNVERSIONED = 1;

export const DEFAULTS: SettingValues = {
  sound: "on",
  volume: 1,
  signalVolume: 1,
  hudScale: 1,
  motion: "system",
  flashes: "full",
  palette: "usual",
  contrast: "system",
  names: "shown",
  graphics: "auto",
  language: "system",
  chat: "all",
  hand: "right",
  stickScale: 1,
  keys: {},
  pad: {},
};
export const RANGES = {
  volume: [0, 1],
  signalVolume: [0, 1],
  hudScale: [0.75, 1.5],
  stickScale: [0.75, 1.5],
} as const;
/** Valid values of the settings that have a fixed set of values. */
export const CHOICES = {
  sound: ["on", "off"],
  motion: ["system", "reduced"],
  flashes: ["full", "reduced"],
  palette: ["usual", "redGreen", "blueYellow"],
  contrast: ["system", "high"],
  names: ["shown", "hidden"],
  graphics: ["auto", "low", "medium", "high"],
  language: ["system", "en", "de"],
  chat: ["all", "clean", "quick", "off"],
  hand: ["right", "left"],
} as const satisfies { [Name in keyof SettingValues]?: readonly SettingValues[Name][] };

/**
 * Limits of stored bindings, because storage can hold anything: actions, keys of one action, index of a
 * gamepad button.
 */
const MOST_BOUND = 64;
const MOST_KEYS = 4;
const LAST_PAD_BUTTON = 31;
/** Matches a `KeyboardEvent.code`, and the name of an action. */
export const CODE = /^[A-Za-z0-9]{1,24}$/;

/** Changes of other tabs apply here, too. */
export function createSettings(): Settings {
  /** What was stored when this tab last looked: a change that could not be stored stays in `values` only. */
  let seen = recall(KEY);
  const values = { ...DEFAULTS, ...readSettings(seen) };
  const listeners = new Map<keyof SettingValues, Set<() => void>>();
  /** @param stored of another tab, or of a visit before */
  const take = (stored: Readonly<Partial<SettingValues>>): void => {
    for (const name of Object.keys(stored) as (keyof SettingValues)[]) {
      if (JSON.stringify(stored[name]) === JSON.stringify(values[name])) continue;
      Object.assign(values, { [name]: stored[name] });
      for (const listener of listeners.get(name) ?? []) listener();
    }
  };
  // The browser sends this event to the other tabs of the page only. Without a key everything was removed.
  globalThis.addEventListener?.("storage", ({ key, newValue }: StorageEvent) => {
    if (key !== null && key !== KEY) return;
    seen = newValue ?? "";
    const given = parse(seen);
    if (!isNewer(given)) take({ ...DEFAULTS, ...validIn(given) });
  });
  return {
    get: (name) => values[name],
    set(name, value) {
      const text = recall(KEY);
      const stored = parse(text);
      // The event of another tab's change may still be on its way.
      take({ ...(text !== seen && validIn(stored)), [name]: value });
      // A newer version of the page keeps its settings. Here the change lasts until the page is closed.
      if (!isNewer(stored)) keep(KEY, JSON.stringify({ ...stored, ...values, version: VERSION }));
      seen = recall(KEY);
    },
    follow(name, listener) {
      const notify = (): void => listener(values[name]);
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(notify));
      notify();
      return () => void all.delete(notify);
    },
  };
}

interface Stored {
  readonly [name: string]: unknown;
}

/** @param text as stored. @returns nothing for a text that is not JSON */
function parse(text: string): Stored {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** @returns whether a newer version stored it, whose meaning is unknown */
const isNewer = ({ version = UNVERSIONED }: Stored): boolean =>
  typeof version !== "number" || version > VERSION;

/**
 * @param text as stored
 * @returns its valid values; none when a newer version stored it
 */
export const readSettings = (text: string): Partial<SettingValues> => validIn(parse(text));

function validIn(given: Stored): Partial<SettingValues> {
  if (isNewer(given)) return {};
  const valid: { [name: string]: unknown } = {};
  for (const [name, [low, high]] of Object.entries(RANGES)) {
    const value = given[name];
    if (typeof value === "number" && value >= low && value <= high) valid[name] = value;
  }
  for (const [name, choices] of Object.entries(CHOICES))
    if ((choices as readonly unknown[]).includes(given[name])) valid[name] = given[name];
  // Before there were two volumes, the one was that of all sounds.
  if (given.signalVolume === undefined && valid.volume !== undefined) valid.signalVolume = valid.volume;
  if (given.keys !== undefined) valid.keys = validEntries(given.keys, isCodes);
  if (given.pad !== undefined) valid.pad = validEntries(given.pad, isPadButton);
  return valid;
}

function validEntries(given: unknown, isValid: (value: unknown) => boolean): object {
  if (typeof given !== "object" || given === null) return {};
  const entries = Object.entries(given).filter(([action, value]) => CODE.test(action) && isValid(value));
  return Object.fromEntries(entries.slice(0, MOST_BOUND));
}

const isCodes = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length <= MOST_KEYS &&
  value.every((code) => typeof code === "string" && CODE.test(code));

const isPadButton = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= LAST_PAD_BUTTON;

/**
 * @param preferred languages of the browser
 * @returns the chosen language, else the first preferred one that exists here
 */
export function languageOf(chosen: SettingValues["language"], preferred: readonly string[]): "en" | "de" {
  if (chosen !== "system") return chosen;
  for (const tag of preferred) {
    const language = tag.toLowerCase().split("-")[0];
    if (language === "en" || language === "de") return language;
  }
  return "en";
}

/** @returns the stored language. Texts are needed before `createSettings` is called. */
export const storedLanguage = (): SettingValues["language"] => readSettings(recall(KEY)).language ?? "system";
