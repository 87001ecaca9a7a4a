/**
 * Sprites: pictures that move in every frame, such as ships, bolts, ore and labels. There can be more than a
 * thousand of them, so they are plain objects, and one draw call draws all sprites of a sheet (renderer.ts).
 * Phaser's own images need several draw calls for each ship.
 */

/** A picture that contains the pictures of sprites, such as an atlas. */
export interface Sheet {
  /** Used in a browser without WebGL. */
  readonly canvas: HTMLCanvasElement;
  /** Called during a frame. @returns the texture, with premultiplied alpha */
  texture(gl: WebGLRenderingContext): WebGLTexture | null;
}

/** The part of a sheet that is one picture. */
export interface Cut {
  readonly sheet: Sheet;
  /** Pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Upper left and lower right corner in the texture: see `cornerOf`. */
  readonly from: number;
  readonly to: number;
}

/** @param u,v texture coordinates, 0…1 @returns both with 16 bits each, u in the lower ones */
export const cornerOf = (u: number, v: number): number =>
  (Math.round(v * 0xffff) << 16) | Math.round(u * 0xffff);

/** @returns a corner with the u of one corner and the v of another */
export const joinCorners = (u: number, v: number): number => (v & (0xffff << 16)) | (u & 0xffff);

/** A sprite is hidden at first. Setters return the sprite. */
export class Sprite {
  visible = false;
  /** Units. */
  x = 0;
  y = 0;
  /** Radians, clockwise. */
  rotation = 0;
  scaleX = 1;
  scaleY = 1;
  /** The point of the picture at (x, y), around which the picture turns, 0…1. */
  originX = 0.5;
  originY = 0.5;
  /** Opacity, 0…1. */
  alpha = 1;
  /** Factor of the picture's colours, 0xRRGGBB. */
  tint = 0xffffff;
  /** Whether the picture is blended additively, as light. */
  isLight = false;
  cut: Cut;
  /** Name of the frame in the atlas; "" for a picture of another sheet. */
  frame = "";

  constructor(cut: Cut) {
    this.cut = cut;
  }

  setVisible(visible: boolean): this {
    this.visible = visible;
    return this;
  }

  setPosition(x: number, y: number): this {
    this.x = x;
    this.y = y;
    return this;
  }

  setRotation(rotation: number): this {
    this.rotation = rotation;
    return this;
  }

  setScale(x: number, y = x): this {
    this.scaleX = x;
    this.scaleY = y;
    return this;
  }

  /** @param width,height units */
  setDisplaySize(width: number, height: number): this {
    return this.setScale(width / this.cut.width, height / this.cut.height);
  }

  setOrigin(x: number, y: number): this {
    this.originX = x;
    this.originY = y;
    return this;
  }

  setAlpha(alpha: number): this {
    this.alpha = alpha;
    return this;
  }

  setTint(tint: number): this {
    this.tint = tint;
    return this;
  }

  setLight(isLight: boolean): this {
    this.isLight = isLight;
    return this;
  }
}

/** A layer of sprites, drawn in the order in which they were added. */
export class SpriteLayer {
  readonly sprites: Sprite[] = [];

  add(sprite: Sprite): Sprite {
    this.sprites.push(sprite);
    return sprite;
  }

  remove(...sprites: readonly Sprite[]): void {
    for (const sprite of sprites) {
      const at = this.sprites.indexOf(sprite);
      if (at >= 0) this.sprites.splice(at, 1);
    }
  }

  clear(): void {
    this.sprites.length = 0;
  }
}
