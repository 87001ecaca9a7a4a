/** What all parts of the scene share. */
import type * as Phaser from "phaser";
import type { FollowCamera } from "./camera.ts";
import type { Layers } from "./layers.ts";
import type { Particles } from "./particles.ts";

export interface Stage {
  scene: Phaser.Scene;
  layers: Layers;
  camera: FollowCamera;
  /** Particle pools: additive light below and above the ships, and solid pieces in between. */
  trails: Particles;
  sparks: Particles;
  debris: Particles;
}
