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
  /** Of the present frame. */
  look: Look;
  camera: FollowCamera;
  /** Particle pools: additive light below and above the ships, and debris in between. */
  trails: Particles;
  sparks: Particles;
  debris: Particles;
}
