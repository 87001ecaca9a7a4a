/**
 * Pictures of atlases that move every frame: ships, bolts, ore, particles, labels. There are a thousand and more of them, so they are plain
 * objects, and one draw call shows all that share an atlas (renderer.ts). Phaser's own images cost several draw calls a ship.
 */

/** An atlas, or another picture that pictures are cut out of. */
export interface Sheet {
  /** For a browser without WebGL. */
  readonly canvas: CanvasImageSource;
  /** Called within a frame; the texture's alpha is premultiplied. */
  texture(gl: WebGLRenderingContext): WebGLTexture | null;
}

/** A part of a sheet. */
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

/** Starts hidden. Setters return the sprite. */
export class Sprite {
  visible = false;
  /** Units. */
  x = 0;
  y = 0;
  /** Radians, clockwise. */
  rotation = 0;
  scaleX = 1;
  scaleY = 1;
  /** The point of the picture that lies at (x, y), and around which it turns: 0…1. */
  originX = 0.5;
  originY = 0.5;
  /** Opacity, 0…1. */
  alpha = 1;
  /** 0xRRGGBB: the picture is multiplied by it. */
  tint = 0xffffff;
  /** Whether the picture is added to what lies below, as light is. */
  isLight = false;
  cut: Cut;
  /** Name of the frame, where it has one. */
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

/** Sprites that lie between those of a lower and those of a higher layer, in the order in which they were added. */
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
