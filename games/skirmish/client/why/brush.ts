/** Draws ships, bolts and marks of a view. Places are in units of the world. */
import type { Pose } from "../../shared/deathReport.ts";
import type { ArenaMap } from "../../shared/map.ts";
import { css, hueColour, mix } from "../scene/colours.ts";
import { SHIP_SHAPES, shapeOf } from "../scene/shipShapes.ts";
import { paintSpace } from "./space.ts";

type At = { x: number; y: number };

/** The part of the world that a view shows. */
export interface Camera extends At {
  /** CSS pixels a unit. */
  scale: number;
}

const FONT = "600 11px system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
/** Colours of bolts: of the player whose screen is shown, and of other players. */
export const BOLT = { own: "#6ff2ff", foe: "#ff9a3c" } as const;

export class Brush {
  readonly pen: CanvasRenderingContext2D;
  /** Size of the picture, CSS pixels. */
  width = 1;
  height = 1;
  #camera: Camera = { x: 0, y: 0, scale: 1 };

  constructor(pen: CanvasRenderingContext2D) {
    this.pen = pen;
  }

  /** Adjusts the canvas to its size on the page. */
  measure(): void {
    const { canvas } = this.pen;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    this.width = canvas.clientWidth || canvas.width;
    this.height = canvas.clientHeight || canvas.height;
    const [width, height] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  }

  /** Begins a picture: space with grid, rocks and walls. */
  begin(camera: Camera, map: ArenaMap): void {
    const { pen, width, height } = this;
    this.#camera = camera;
    pen.setTransform(pen.canvas.width / width, 0, 0, pen.canvas.height / height, 0, 0);
    paintSpace(this, camera.scale, map);
  }

  /** @returns the place in the picture, CSS pixels */
  on = ({ x, y }: At): At => {
    const { x: left, y: top, scale } = this.#camera;
    return { x: (x - left) * scale + this.width / 2, y: (y - top) * scale + this.height / 2 };
  };

  /** @param style "ghost" draws an outline */
  ship(pose: Pose, { id, hue }: { id: number; hue: number }, style: "solid" | "ghost"): void {
    const { pen } = this;
    const at = this.on(pose);
    // At a small scale ships are drawn larger, so that they remain visible.
    const scale = Math.max(this.#camera.scale, 0.36);
    const { hull, canopy } = SHIP_SHAPES[shapeOf(id)]!;
    pen.save();
    pen.translate(at.x, at.y);
    pen.rotate(pose.angle);
    pen.scale(scale, scale);
    pen.beginPath();
    for (const [x, y] of hull) pen.lineTo(x, y);
    for (const [x, y] of [...hull].reverse()) pen.lineTo(x, -y);
    pen.closePath();
    pen.lineJoin = "round";
    const colour = hueColour(hue);
    if (style === "solid") {
      pen.shadowColor = css(colour, 0.7);
      pen.shadowBlur = 10;
      pen.fillStyle = css(mix(colour, 0x0a1020, 0.25));
      pen.fill();
      pen.shadowBlur = 0;
      pen.strokeStyle = css(mix(colour, 0xffffff, 0.55));
      pen.lineWidth = 1.4 / scale;
      pen.stroke();
      pen.fillStyle = css(0x0c1830, 0.85);
      pen.beginPath();
      pen.ellipse(canopy[0], 0, canopy[1], canopy[2], 0, 0, 7);
      pen.fill();
    } else {
      pen.fillStyle = css(colour, 0.1);
      pen.fill();
      pen.strokeStyle = css(mix(colour, 0xffffff, 0.4), 0.85);
      pen.lineWidth = 1.3 / scale;
      pen.setLineDash([4 / scale, 3 / scale]);
      pen.stroke();
    }
    pen.restore();
  }

  /** The trail of a ship. @param places oldest first */
  trail(places: readonly At[], hue: number): void {
    const { pen } = this;
    pen.lineCap = "round";
    for (let i = 1; i < places.length; i++) {
      const [a, b] = [this.on(places[i - 1]!), this.on(places[i]!)];
      pen.strokeStyle = css(hueColour(hue), (0.5 * i) / places.length);
      pen.lineWidth = 1 + (2 * i) / places.length;
      pen.beginPath();
      pen.moveTo(a.x, a.y);
      pen.lineTo(b.x, b.y);
      pen.stroke();
    }
  }

  bolt({ angle, ...place }: Pose, weapon: number, colour: string): void {
    const { pen } = this;
    const at = this.on(place);
    const length = (weapon === 0 ? 30 : 54) * Math.max(this.#camera.scale, 0.3);
    pen.strokeStyle = colour;
    pen.shadowColor = colour;
    pen.shadowBlur = 8;
    pen.lineCap = "round";
    pen.lineWidth = weapon === 0 ? 2.4 : 3.6;
    pen.beginPath();
    pen.moveTo(at.x - Math.cos(angle) * length, at.y - Math.sin(angle) * length);
    pen.lineTo(at.x, at.y);
    pen.stroke();
    pen.shadowBlur = 0;
  }

  /** A burst where a shot has hit a ship. @param share 0 … 1, time since the hit as a share of the burst */
  burst(place: At, share: number): void {
    const { pen } = this;
    const at = this.on(place);
    pen.strokeStyle = `rgb(255 214 150 / ${Math.round(90 * (1 - share))}%)`;
    pen.lineWidth = 2.5 * (1 - share) + 0.5;
    for (const radius of [8 + 26 * share, 4 + 12 * share]) {
      pen.beginPath();
      pen.arc(at.x, at.y, radius, 0, 7);
      pen.stroke();
    }
  }

  /** A thin line between two places, with words beside its middle. */
  link(from: At, to: At, words: string): void {
    const { pen } = this;
    const [a, b] = [this.on(from), this.on(to)];
    pen.strokeStyle = "rgb(255 255 255 / 75%)";
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(a.x, a.y);
    pen.lineTo(b.x, b.y);
    pen.stroke();
    // Beside the middle, to the right of a steep line and above a flat one.
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const length = Math.hypot(dx, dy) || 1;
    const [right, up] = [Math.abs(dy) / length, Math.abs(dx) / length];
    const away = right * (this.#widthOf(words) / 2 + 6) + up * 14;
    const side = Math.sign(dx * dy) || 1;
    this.words(
      words,
      { x: (a.x + b.x) / 2 + right * away, y: (a.y + b.y) / 2 - side * up * away },
      "#ffffff",
    );
  }

  /** A dashed circle, such as the collision circle of a ship. */
  ring(place: At, units: number, colour: string): void {
    const { pen } = this;
    const at = this.on(place);
    pen.strokeStyle = colour;
    pen.lineWidth = 1.2;
    pen.setLineDash([3, 3]);
    pen.beginPath();
    pen.arc(at.x, at.y, Math.max(7, units * this.#camera.scale), 0, 7);
    pen.stroke();
    pen.setLineDash([]);
  }

  /** A name below a ship; above it when `free`, which it must not cover, is below. */
  name(place: At, text: string, colour: number, free: At = place): void {
    const at = this.on(place);
    const away = 13 + 19 * Math.max(this.#camera.scale, 0.36);
    const y = free.y > place.y ? at.y - away : at.y + away;
    this.words(text, { x: at.x, y }, css(mix(colour, 0xffffff, 0.45)));
  }

  /** A text on a dark pill, kept within the picture. @param at middle, CSS pixels */
  words(text: string, at: At, colour: string): void {
    const { pen, width, height } = this;
    const half = this.#widthOf(text) / 2;
    const x = Math.min(Math.max(at.x, half + 3), width - half - 3);
    const y = Math.min(Math.max(at.y, 12), height - 12);
    pen.fillStyle = "rgb(4 8 18 / 72%)";
    pen.beginPath();
    pen.roundRect(x - half, y - 9, 2 * half, 18, 9);
    pen.fill();
    pen.fillStyle = colour;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(text, x, y + 0.5);
  }

  /** @returns CSS pixels */
  #widthOf(text: string): number {
    this.pen.font = FONT;
    return this.pen.measureText(text).width + 12;
  }
}
