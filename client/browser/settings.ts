/** The player's settings, remembered between visits if the browser allows storage. */
import { keep, recall } from "./storage.ts";

export interface SettingValues {
  /** Of all sounds, 0…1. */
  volume: number;
  /** Size of the HUD, relative: 0.75…1.5. */
  hudScale: number;
  /** Whether nothing shakes and nothing glides; "system" does as the device is set up. */
  motion: "system" | "reduced";
}

export interface Settings {
  get<Name extends keyof SettingValues>(name: Name): SettingValues[Name];
  set<Name extends keyof SettingValues>(name: Name, value: SettingValues[Name]): void;
  /** Calls `heard` now and after each change. @returns a function that removes the listener */
  follow<Name extends keyof SettingValues>(
    name: Name,
    heard: (value: SettingValues[Name]) => void,
  ): () => void;
}

const KEY = "skirmish.settings";
const USUAL: SettingValues = { volume: 1, hudScale: 1, motion: "system" };
export const RANGES = { volume: [0, 1], hudScale: [0.75, 1.5] } as const;

export function createSettings(): Settings {
  const values = { ...USUAL, ...readSettings(recall(KEY)) };
  const listeners = new Map<keyof SettingValues, Set<() => void>>();
  return {
    get: (name) => values[name],
    set(name, value) {
      values[name] = value;
      keep(KEY, JSON.stringify(values));
      for (const heard of listeners.get(name) ?? []) heard();
    },
    follow(name, heard) {
      const tell = (): void => heard(values[name]);
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(tell));
      tell();
      return () => void all.delete(tell);
    },
  };
}

/** @param text as stored. @returns the values in it that are valid */
export function readSettings(text: string): Partial<SettingValues> {
  let given: { [name: string]: unknown };
  try {
    given = Object(JSON.parse(text));
  } catch {
    return {};
  }
  const valid: Partial<SettingValues> = {};
  for (const name of ["volume", "hudScale"] as const) {
    const value = given[name];
    const [low, high] = RANGES[name];
    if (typeof value === "number" && value >= low && value <= high) valid[name] = value;
  }
  if (given.motion === "system" || given.motion === "reduced") valid.motion = given.motion;
  return valid;
}

/** @returns whether the player or the device asks for little motion */
export const isCalm = (): boolean =>
  document.documentElement.dataset.motion === "reduced" ||
  matchMedia("(prefers-reduced-motion: reduce)").matches;
