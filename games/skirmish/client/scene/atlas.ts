/** A texture atlas: many small pictures in one canvas texture, for few draw calls. */
import type * as Phaser from "phaser";

/** Transparent pixels between two pictures, because texture filtering mixes neighbouring pixels. */
const GAP = 3;

export class Atlas {
  private readonly texture: Phaser.Textures.CanvasTexture;
  private x = GAP;
  private y = GAP;
  private rowHeight = 0;

  /** @param width,height pixels */
  constructor(textures: Phaser.Textures.TextureManager, key: string, width: number, height: number) {
    const texture = textures.createCanvas(key, width, height);
    if (!texture) throw new Error(`the texture ${key} already exists`);
    this.texture = texture;
  }

  /**
   * Adds a picture.
   * @param width,height of the picture, in the units `paint` uses
   * @param detail pixels a unit
   * @param paint draws the picture; the origin is its middle
   */
  draw(
    name: string,
    width: number,
    height: number,
    detail: number,
    paint: (context: CanvasRenderingContext2D) => void,
  ): void {
    const [wide, high] = [Math.ceil(width * detail), Math.ceil(height * detail)];
    const { x, y } = this.place(name, wide, high);
    const context = this.texture.context;
    context.save();
    context.beginPath();
    context.rect(x, y, wide, high);
    context.clip();
    context.translate(x + wide / 2, y + high / 2);
    context.scale(detail, detail);
    paint(context);
    context.restore();
  }

  /** Adds a picture that was computed pixel by pixel. */
  pixels(name: string, image: ImageData): void {
    const { x, y } = this.place(name, image.width, image.height);
    this.texture.context.putImageData(image, x, y);
  }

  /** Call once all pictures are added. */
  finish(): void {
    this.texture.refresh();
  }

  private place(name: string, width: number, height: number): { x: number; y: number } {
    if (this.x + width + GAP > this.texture.width) {
      this.x = GAP;
      this.y += this.rowHeight + GAP;
      this.rowHeight = 0;
    }
    if (this.y + height + GAP > this.texture.height)
      throw new Error(`the atlas has no room for ${name}: make it larger`);
    const place = { x: this.x, y: this.y };
    this.texture.add(name, 0, place.x, place.y, width, height);
    this.x += width + GAP;
    this.rowHeight = Math.max(this.rowHeight, height);
    return place;
  }
}
