/**
 * The sounds of a game, synthesized from oscillators and noise. The page is silent before the first click or
 * key press, and while it is hidden.
 */
import { attempt } from "../browser/attempt.ts";
import type { Settings } from "../browser/settings.ts";
import type { Devices } from "../input/devices.ts";
import { Synth } from "./synth.ts";

/** What a game can play: each recipe adds the tones and noises of one sound. */
export type Recipes<Name extends string> = { readonly [name in Name]: (synth: Synth) => void };

/** @param volume 0 … 1 */
export type Play<Name extends string> = (name: Name, volume: number) => void;

export interface Sounds<Name extends string> {
  readonly play: Play<Name>;
  /** @returns whether the player has turned the sound off */
  muted(): boolean;
}

/**
 * A sound is not repeated within this time, seconds, so that thirty firing bots are not thirty times as loud.
 */
const APART = 0.035;

/**
 * Sounds are not played for this long after a hidden page is shown, because its first frames emit all missed
 * events, ms.
 */
const CATCH_UP = 300;

/**
 * Plays in the volumes of the settings; the command "mute" turns the sound off and on.
 * @param signals sounds that tell the player something: they have a volume of their own
 */
export function createSounds<Name extends string>(
  recipes: Recipes<Name>,
  signals: ReadonlySet<Name>,
  { settings, devices }: { settings: Pick<Settings, "follow" | "set">; devices: Pick<Devices, "on"> },
): Sounds<Name> {
  let synth: Synth | undefined;
  let shownAt = 0;
  let isMuted = false;
  const volumes = { volume: 1, signalVolume: 1 };
  const latest = new Map<Name, number>();
  settings.follow("sound", (sound) => {
    isMuted = sound === "off";
  });
  for (const name of ["volume", "signalVolume"] as const)
    settings.follow(name, (volume) => {
      volumes[name] = volume;
    });
  devices.on("mute", () => settings.set("sound", isMuted ? "on" : "off"));
  // Browsers allow sound only from a click or a key press on.
  const unlock = (): void => {
    if (!navigator.userActivation?.hasBeenActive) return;
    // Without audio, or with too many audio contexts, the game runs without sound.
    synth ??= attempt(() => new Synth());
    if (!document.hidden) synth?.resume();
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return synth?.suspend();
    shownAt = performance.now();
    synth?.resume();
  });
  for (const gesture of ["pointerdown", "keydown", "touchend"])
    addEventListener(gesture, unlock, { capture: true, passive: true });
  return {
    muted: () => isMuted,
    play(name, volume) {
      const full = volumes[signals.has(name) ? "signalVolume" : "volume"];
      if (!synth || isMuted || full === 0 || volume < 0.01 || !synth.running) return;
      if (document.hidden || performance.now() - shownAt < CATCH_UP) return;
      if (synth.now - (latest.get(name) ?? Number.NEGATIVE_INFINITY) < APART) return;
      latest.set(name, synth.now);
      synth.start(Math.min(volume, 1) * full);
      recipes[name](synth);
    },
  };
}
