/**
 * Sprites: pictures that move in every frame, such as ships, bolts, ore, particles and labels. There can be
 * more than a thousand of them, so they are plain objects, and one draw call draws all sprites of a sheet
 * (renderer.ts). Phaser's own images need several draw calls for each ship.
 */

/** A picture that contains the pictures of sprites, such as an atlas. */
export interface Sheet {
  /** Used in a browser without WebGL. */
  readonly canvas: CanvasImageSource;
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
  /** Texture coordinates of the upper left and of the lower right corner. */
  readonly u0: number;
  readonly v0: number;
  readonly u1: number;
  readonly v1: number;
}

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
