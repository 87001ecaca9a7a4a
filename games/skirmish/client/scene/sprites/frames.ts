/** Sheets of Phaser's textures, and sprites of the pictures in an atlas. */
import type * as Phaser from "phaser";
import { type Cut, cornerOf, type Sheet, Sprite, type SpriteLayer } from "./sprite.ts";

/** @param key of a texture that was painted into a canvas */
export function sheetOf(textures: Phaser.Textures.TextureManager, key: string): Sheet {
  const source = textures.get(key).source[0]!;
  return {
    canvas: source.image as HTMLCanvasElement,
    texture: () => source.glTexture?.webGLTexture ?? null,
  };
}

export class Frames {
  readonly #texture: Phaser.Textures.Texture;
  readonly #sheet: Sheet;
  readonly #cuts = new Map<string, Cut>();

  /** @param key of the atlas */
  constructor(textures: Phaser.Textures.TextureManager, key: string) {
    this.#texture = textures.get(key);
    this.#sheet = sheetOf(textures, key);
  }

  /** @returns a new sprite in a layer */
  add(layer: SpriteLayer, frame: string): Sprite {
    const sprite = new Sprite(this.cut(frame));
    sprite.frame = frame;
    return layer.add(sprite);
  }

  /** Gives a sprite another picture. */
  show(sprite: Sprite, frame: string): Sprite {
    if (sprite.frame === frame) return sprite;
    sprite.frame = frame;
    sprite.cut = this.cut(frame);
    return sprite;
  }

  /** @returns the picture of a name in the atlas */
  cut(frame: string): Cut {
    const known = this.#cuts.get(frame);
    if (known !== undefined) return known;
    const { cutX: x, cutY: y, cutWidth: width, cutHeight: height, u0, v0, u1, v1 } = this.#texture.get(frame);
    const [from, to] = [cornerOf(u0, v0), cornerOf(u1, v1)];
    const cut = { sheet: this.#sheet, x, y, width, height, from, to };
    this.#cuts.set(frame, cut);
    return cut;
  }
}
