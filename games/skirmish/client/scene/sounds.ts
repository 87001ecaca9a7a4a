/**
 * The sounds of the game, synthesized from oscillators and noise. The page is silent before the first click
 * or key press, and while it is hidden.
 */
import { attempt } from "../../../../client/browser/attempt.ts";
import { Synth } from "./synth.ts";

const RECIPES = {
  shot: (synth: Synth) => {
    synth.tone({ wave: "square", from: 920, to: 240, seconds: 0.09, gain: 0.1 });
    synth.noise({ from: 5200, to: 1600, seconds: 0.05, gain: 0.07 });
  },
  lance: (synth: Synth) => {
    synth.tone({ wave: "sawtooth", from: 210, to: 46, seconds: 0.34, gain: 0.2 });
    synth.tone({ wave: "sine", from: 1700, to: 190, seconds: 0.26, gain: 0.16 });
    synth.noise({ from: 4200, to: 300, seconds: 0.3, gain: 0.12 });
  },
  hit: (synth: Synth) => {
    synth.tone({ wave: "triangle", from: 1500, to: 1100, seconds: 0.05, gain: 0.22 });
    synth.tone({ wave: "triangle", from: 2100, to: 1600, seconds: 0.05, gain: 0.14, delay: 0.045 });
  },
  hurt: (synth: Synth) => {
    synth.tone({ wave: "sine", from: 190, to: 52, seconds: 0.2, gain: 0.4 });
    synth.noise({ from: 1500, to: 220, seconds: 0.16, gain: 0.3 });
  },
  explosion: (synth: Synth) => {
    synth.noise({ from: 2600, to: 70, seconds: 0.95, gain: 0.5 });
    synth.tone({ wave: "sine", from: 110, to: 28, seconds: 0.7, gain: 0.5 });
  },
  pickup: (synth: Synth) => {
    synth.tone({ wave: "sine", from: 880, to: 884, seconds: 0.09, gain: 0.16 });
    synth.tone({ wave: "sine", from: 1320, to: 1326, seconds: 0.16, gain: 0.16, delay: 0.07 });
  },
  spawn: (synth: Synth) => {
    synth.tone({ wave: "sine", from: 180, to: 720, seconds: 0.4, gain: 0.16 });
    synth.tone({ wave: "triangle", from: 270, to: 1080, seconds: 0.4, gain: 0.07, delay: 0.05 });
  },
} satisfies Record<string, (synth: Synth) => void>;

export type SoundName = keyof typeof RECIPES;

export interface Sounds {
  /** @param volume 0 … 1 */
  play(name: SoundName, volume: number): void;
  /** Call from a click or a key press, because browsers allow sound only then. */
  unlock(): void;
  muted: boolean;
  /** Volume of the sounds around the player, 0…1. */
  volume: number;
  /** Volume of the sounds in `SIGNALS`, 0…1. */
  signalVolume: number;
}

/** Sounds that tell the player something about the own ship. */
const SIGNALS: ReadonlySet<SoundName> = new Set(["hit", "hurt", "pickup"]);

/** A sound is not repeated within this time, seconds, so that thirty firing bots are not thirty times as loud. */
const APART = 0.035;

/**
 * Sounds are not played for this long after a hidden page is shown, because its first frames emit all missed
 * events, ms.
 */
const CATCH_UP = 300;

export function createSounds(): Sounds {
  let synth: Synth | undefined;
  let shownAt = 0;
  const latest = new Map<SoundName, number>();
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
    muted: false,
    volume: 1,
    signalVolume: 1,
    unlock,
    play(name, volume) {
      const scale = SIGNALS.has(name) ? this.signalVolume : this.volume;
      if (!synth || this.muted || scale === 0 || volume < 0.01 || !synth.running) return;
      if (document.hidden || performance.now() - shownAt < CATCH_UP) return;
      if (synth.now - (latest.get(name) ?? Number.NEGATIVE_INFINITY) < APART) return;
      latest.set(name, synth.now);
      synth.start(Math.min(volume, 1) * scale);
      RECIPES[name](synth);
    },
  };
}
