/** The sounds of Skirmish. */
import type { Sounds as AnySounds, Recipes } from "../../../../client/sound/sounds.ts";
import type { Synth } from "../../../../client/sound/synth.ts";

export const SOUNDS = {
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
} satisfies Recipes<string>;

export type SoundName = keyof typeof SOUNDS;
export type Sounds = AnySounds<SoundName>;

/** Sounds that tell the player something about the own ship. */
export const SIGNALS: ReadonlySet<SoundName> = new Set(["hit", "hurt", "pickup"]);
