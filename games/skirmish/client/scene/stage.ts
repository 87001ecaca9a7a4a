/** Objects that all parts of the scene share. */
import type * as Phaser from "phaser";
import type { FollowCamera } from "./camera.ts";
import type { Layers } from "./layers.ts";
import type { Look } from "./look.ts";
import type { Particles } from "./particles.ts";
import type { Frames } from "./sprites/frames.ts";
import type { NameSheet } from "./sprites/nameSheet.ts";

export interface Stage {
  scene: Phaser.Scene;
  layers: Layers;
  /** Sprites of ships, bolts and effects. */
  art: Frames;
  names: NameSheet;
  /** As read last, at most 100 ms ago. */
  look: Look;
  camera: FollowCamera;
  /** Particles: light below everything else, light above the ships, and debris below that. */
  trails: Particles;
  sparks: Particles;
  debris: Particles;
}
