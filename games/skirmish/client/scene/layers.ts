/** The layers of the picture, lowest first. */
import type * as Phaser from "phaser";

const ORDER = [
  "sky",
  "floor",
  "pickups",
  "trails",
  "rocks",
  "bolts",
  "ships",
  "debris",
  "sparks",
  "labels",
] as const;

export type Layers = Record<(typeof ORDER)[number], Phaser.GameObjects.Layer>;

export function createLayers(scene: Phaser.Scene): Layers {
  return Object.fromEntries(ORDER.map((name) => [name, scene.add.layer()])) as Layers;
}
