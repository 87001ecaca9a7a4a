/** What every part of the drawing works with. */
import type * as Phaser from "phaser";
import type { FollowCamera } from "./camera.ts";
import type { Layers } from "./layers.ts";
import type { Particles } from "./particles.ts";

export interface Stage {
  scene: Phaser.Scene;
  layers: Layers;
  camera: FollowCamera;
  /** Additive light behind and above the ships, and solid pieces between. */
  trails: Particles;
  sparks: Particles;
  debris: Particles;
}
