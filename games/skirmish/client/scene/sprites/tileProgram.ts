/** Draws tiles with WebGL. */
import { SpriteProgram } from "./program.ts";
import type { Context } from "./quadProgram.ts";
import { MOST_TILES, TILE } from "./tiles.ts";

/** WebGL repeats only textures whose sides are powers of two. */
const FRAGMENT = `
void main() {
  gl_FragColor = texture2D(sheet, fract(at)) * tint;
}`;

export class TileProgram extends SpriteProgram {
  /** @throws when the browser cannot link the shaders */
  constructor(gl: Context) {
    super(gl, MOST_TILES, TILE, FRAGMENT);
  }
}
