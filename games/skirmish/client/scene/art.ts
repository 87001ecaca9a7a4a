/** Paints all textures of the game once, at the start, so that the game needs no asset files. */
import type * as Phaser from "phaser";
import { Atlas } from "./atlas.ts";
import { paintBolts } from "./boltTextures.ts";
import { paintEffects } from "./effectTextures.ts";
import { paintFloor } from "./floorTextures.ts";
import { paintRocks } from "./rockTextures.ts";
import { paintShips } from "./shipTextures.ts";
import { paintSky } from "./skyTextures.ts";

/** Key of the texture that holds ships, bolts and effects. */
export const ART = "art";

export function paintArt(textures: Phaser.Textures.TextureManager): void {
  paintSky(textures);
  paintFloor(textures);
  paintRocks(textures);
  const atlas = new Atlas(textures, ART, 2048, 1024);
  paintShips(atlas);
  paintBolts(atlas);
  paintEffects(atlas);
  atlas.finish();
}
