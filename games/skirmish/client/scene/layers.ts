/** The layers of the scene, lowest first: the ground, the sprites, and speech bubbles. */
import type * as Phaser from "phaser";
import { addSprites } from "./sprites/renderer.ts";
import { SpriteLayer } from "./sprites/sprite.ts";

const SPRITES = [
  "pickups",
  "trails",
  "rocks",
  "bolts",
  "ships",
  "debris",
  "sparks",
  "labels",
  "names",
] as const;

type SpriteLayers = Record<(typeof SPRITES)[number], SpriteLayer>;

export interface Layers extends SpriteLayers {
  sky: Phaser.GameObjects.Layer;
  floor: Phaser.GameObjects.Layer;
  speech: Phaser.GameObjects.Layer;
}

export function createLayers(scene: Phaser.Scene): Layers {
  const sky = scene.add.layer();
  const floor = scene.add.layer();
  const sprites = Object.fromEntries(SPRITES.map((name) => [name, new SpriteLayer()])) as SpriteLayers;
  addSprites(
    scene,
    SPRITES.map((name) => sprites[name]),
  );
  return { ...sprites, sky, floor, speech: scene.add.layer() };
}
