/**
 * The camera. It follows a ship, looks a little ahead in the direction of the aim, and shakes at explosions.
 * It glides from one ship to the next, and stays in place without a ship.
 */
import type * as Phaser from "phaser";
import { prefersLittleMotion } from "../../../../client/browser/look.ts";

/**
 * Area of the world on the screen, units². It is the same in every window, so that no player sees more than
 * another.
 */
const SEEN_AREA = 1500 * 850;
/** Longest side of the world on the screen, units, so that a very wide window does not see much farther. */
const SEEN_LENGTH = 2000;
/** How far ahead of the ship the camera looks, units. */
const AHEAD = 85;
/** Share of the difference to the target look-ahead that remains after a second. */
const AHEAD_LEFT = 0.012;
/** Share of the distance to a new ship that remains after a second. */
const GLIDE_LEFT = 0.004;
/** Over a longer distance than this the camera jumps, units. */
const GLIDE_MAX = 1400;
/** Largest shake, units; and the decay of `trauma` a second. */
const SHAKE = 16;
const SHAKE_DECAY = 1.9;
/** Speed of the camera before the first session, units a second. */
const DRIFT = 26;

interface Followed {
  key: string;
  x: number;
  y: number;
  alive: boolean;
}

export class FollowCamera {
  /** Middle of the screen without the shake, units. */
  x = 0;
  y = 0;
  /** Device pixels a unit. */
  zoom = 1;
  /** Device pixels a CSS pixel. */
  ratio = 1;
  widthPixels = 1;
  heightPixels = 1;
  private aheadX = 0;
  private aheadY = 0;
  private glideX = 0;
  private glideY = 0;
  /** Key of the ship that the camera follows. */
  private following: string | undefined;
  private trauma = 0;

  private readonly camera: Phaser.Cameras.Scene2D.Camera;

  constructor(camera: Phaser.Cameras.Scene2D.Camera) {
    this.camera = camera;
  }

  /** World units a CSS pixel. */
  get unit(): number {
    return this.ratio / this.zoom;
  }

  /** @param width,height device pixels */
  resize(width: number, height: number, ratio: number): void {
    const [wide, high] = [Math.max(width, 1), Math.max(height, 1)];
    this.widthPixels = wide;
    this.heightPixels = high;
    this.ratio = ratio;
    this.zoom = Math.max(Math.sqrt((wide * high) / SEEN_AREA), Math.max(wide, high) / SEEN_LENGTH);
  }

  /** Moves to a place without a glide. */
  cutTo(x: number, y: number): void {
    this.x = x;
    this.y = y;
    this.following = undefined;
  }

  /** @param x,y CSS pixels */
  panBy(x: number, y: number): void {
    this.x += x * this.unit;
    this.y += y * this.unit;
  }

  /** @param strength 0 … 1; shakes add up */
  shake(strength: number): void {
    this.trauma = Math.min(1, this.trauma + strength);
  }

  /**
   * @param ship the ship to follow; without a living ship the camera stays in place
   * @param aim radians
   * @param seconds since the last call
   */
  follow(ship: Followed | undefined, aim: number, seconds: number): void {
    if (ship?.alive) this.approach(ship, aim, seconds);
    else this.following = undefined;
  }

  /** Moves the camera slowly while there is no session. */
  drift(seconds: number): void {
    this.x += DRIFT * seconds;
    this.y += DRIFT * 0.35 * seconds;
  }

  /** Applies position, zoom and shake to the Phaser camera. Call once a frame, after `follow`. */
  apply(now: number, seconds: number): void {
    this.trauma = Math.max(0, this.trauma - SHAKE_DECAY * seconds);
    const reach = this.trauma === 0 || prefersLittleMotion() ? 0 : SHAKE * this.trauma * this.trauma;
    const shakeX = reach * Math.sin(now * 0.071) * Math.cos(now * 0.023);
    const shakeY = reach * Math.sin(now * 0.083 + 2) * Math.cos(now * 0.031);
    this.camera.setZoom(this.zoom);
    this.camera.centerOn(this.x + shakeX, this.y + shakeY);
  }

  /** @param wide,high half of the size @returns whether a circle, or a box, is on the screen */
  sees(x: number, y: number, wide: number, high = wide): boolean {
    return (
      Math.abs(x - this.x) < this.widthPixels / 2 / this.zoom + wide + SHAKE &&
      Math.abs(y - this.y) < this.heightPixels / 2 / this.zoom + high + SHAKE
    );
  }

  /** @returns CSS pixels on the canvas */
  onCanvas(x: number, y: number): { x: number; y: number } {
    return {
      x: this.widthPixels / this.ratio / 2 + (x - this.x) / this.unit,
      y: this.heightPixels / this.ratio / 2 + (y - this.y) / this.unit,
    };
  }

  private approach(ship: Followed, aim: number, seconds: number): void {
    const keep = AHEAD_LEFT ** seconds;
    this.aheadX = AHEAD * Math.cos(aim) * (1 - keep) + this.aheadX * keep;
    this.aheadY = AHEAD * Math.sin(aim) * (1 - keep) + this.aheadY * keep;
    if (this.following !== ship.key) this.startGlide(ship);
    const left = GLIDE_LEFT ** seconds;
    this.glideX *= left;
    this.glideY *= left;
    this.x = ship.x + this.aheadX + this.glideX;
    this.y = ship.y + this.aheadY + this.glideY;
  }

  private startGlide(ship: Followed): void {
    const wayX = this.x - ship.x - this.aheadX;
    const wayY = this.y - ship.y - this.aheadY;
    const short = Math.hypot(wayX, wayY) < GLIDE_MAX;
    this.glideX = short ? wayX : 0;
    this.glideY = short ? wayY : 0;
    this.following = ship.key;
  }
}
