/** The layers of the scene, lowest first: the ground, sprites and particles, and speech bubbles. */
import type * as Phaser from "phaser";
import { ParticleLayer } from "./sprites/particleLayer.ts";
import { addSprites } from "./sprites/renderer.ts";
import { SpriteLayer } from "./sprites/sprite.ts";
import { TileLayer } from "./sprites/tiles.ts";

const TRAIL_LIMIT = 700;
const SPARK_LIMIT = 600;
const DEBRIS_LIMIT = 220;

export type Layers = ReturnType<typeof createLayers>;

export function createLayers(scene: Phaser.Scene) {
  const drawn = {
    sky: new TileLayer(),
    floor: new TileLayer(),
    // Below the pickups, so that no trail covers one.
    trails: new ParticleLayer(TRAIL_LIMIT, true),
    pickups: new SpriteLayer(),
    rocks: new SpriteLayer(),
    bolts: new SpriteLayer(),
    ships: new SpriteLayer(),
    debris: new ParticleLayer(DEBRIS_LIMIT, false),
    sparks: new ParticleLayer(SPARK_LIMIT, true),
    labels: new SpriteLayer(),
    names: new SpriteLayer(),
  };
  addSprites(scene, Object.values(drawn));
  return { ...drawn, speech: scene.add.layer() };
}
