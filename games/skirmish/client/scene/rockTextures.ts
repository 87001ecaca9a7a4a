/** The pictures of large and small rocks, computed pixel by pixel with light from the upper left. */
import type * as Phaser from "phaser";
import { between, random, seeded } from "../../../../shared/maths/random.ts";
import { Atlas } from "./atlas.ts";
import { CloudNoise, smoothStep } from "./noise.ts";

export const ROCKS = "rocks";
/** Variants of each size. */
export const ROCK_VARIANTS = 7;
/** Radius of the rock in the picture, pixels, by size. */
export const ROCK_PIXELS = { large: 138, small: 70 } as const;
export type RockSize = keyof typeof ROCK_PIXELS;

export const rockFrame = (size: RockSize, variant: number): string => `${size}${variant}`;

/** How far the outline deviates from the collision circle, as a share of its radius. */
const UNEVEN = 0.028;
const CORNERS = 19;
/** Unit vector towards the light. */
const LIGHT = { x: -0.56, y: -0.62, z: 0.55 };
/** Its length in the plane of the picture. */
const LIGHT_ACROSS = Math.hypot(LIGHT.x, LIGHT.y);
/** Where the rims begin, as a share of the way to the outline. */
const RIM = 0.86;

export function paintRocks(textures: Phaser.Textures.TextureManager): void {
  const atlas = new Atlas(textures, ROCKS, 2048, 512);
  for (const size of ["large", "small"] as const)
    for (let variant = 0; variant < ROCK_VARIANTS; variant++)
      atlas.pixels(rockFrame(size, variant), paintRock(ROCK_PIXELS[size], variant * 31 + ROCK_PIXELS[size]));
  atlas.finish();
}

interface Crater {
  x: number;
  y: number;
  radius: number;
}

interface Stone {
  /** Distance of each corner from the middle, as a share of the radius. */
  corners: number[];
  craters: Crater[];
  lumps: CloudNoise;
  ridges: CloudNoise;
  grain: CloudNoise;
  /** 0 grey-blue … 1 brown. */
  warmth: number;
}

function chisel(seed: number): Stone {
  const from = seeded(seed);
  const corners = Array.from({ length: CORNERS }, () => 1 + between(from, -UNEVEN, UNEVEN));
  const craters: Crater[] = [];
  for (let tries = 0; tries < 60 && craters.length < 9; tries++) {
    const [turn, far] = [random(from) * Math.PI * 2, Math.sqrt(random(from)) * 0.8];
    const radius = 0.07 + 0.2 * random(from) ** 2;
    const crater = { x: far * Math.cos(turn), y: far * Math.sin(turn), radius };
    if (craters.every((other) => Math.hypot(crater.x - other.x, crater.y - other.y) > radius + other.radius))
      craters.push(crater);
  }
  return {
    corners,
    craters,
    lumps: new CloudNoise(64, 2, seed),
    ridges: new CloudNoise(64, 4, seed + 9),
    grain: new CloudNoise(256, 3, seed + 4),
    warmth: random(from),
  };
}

/** Distance from the middle beyond which nothing is painted, as a share of the radius. */
const OUTSIDE = 1 + UNEVEN;

/** Computes in shares of the radius, so that both sizes look alike. */
function paintRock(radius: number, seed: number): ImageData {
  const stone = chisel(seed);
  const side = 2 * Math.ceil(radius * (1 + UNEVEN) + 2);
  const heights = new Float32Array((side + 1) * (side + 1));
  const place = (pixel: number): number => (pixel + 0.5 - side / 2) / radius;
  // Two pixels more: slopes compare neighbours, and the edge is soft.
  const reach = OUTSIDE + 2 / radius;
  for (let y = 0; y <= side; y++)
    for (let x = 0; x <= side; x++) heights[y * (side + 1) + x] = heightAt(stone, place(x), place(y), reach);
  const image = new ImageData(side, side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const at = y * (side + 1) + x;
      const slopeX = (heights[at + 1]! - heights[at]!) * radius;
      const slopeY = (heights[at + side + 1]! - heights[at]!) * radius;
      paintPixel(image.data, (y * side + x) * 4, stone, place(x), place(y), slopeX, slopeY, radius);
    }
  return image;
}

/** @param reach distance beyond which nobody asks for the height */
function heightAt(stone: Stone, x: number, y: number, reach: number): number {
  const square = x * x + y * y;
  if (square > reach * reach) return 0;
  const far = Math.min(1, square / OUTSIDE ** 2);
  const dome = Math.sqrt(1 - far) * 0.78;
  const lumps = stone.lumps.at(x * 1.6 + 8, y * 1.6 + 8) * 0.46;
  const ridges = Math.abs(stone.ridges.at(x * 3 + 8, y * 3 + 8) - 0.5) * 0.4;
  let height = dome + lumps - ridges;
  for (const crater of stone.craters) height += craterHeight(crater, x, y);
  return height;
}

/** Height of a crater: a bowl with a raised edge. */
function craterHeight(crater: Crater, x: number, y: number): number {
  const dx = x - crater.x;
  const dy = y - crater.y;
  const square = (dx * dx + dy * dy) / (crater.radius * crater.radius);
  if (square > 1.35 * 1.35) return 0;
  const far = Math.sqrt(square);
  const edge = Math.exp(-(((far - 1) / 0.16) ** 2)) * 0.16;
  const bowl = far < 1 ? (far * far - 1) * 0.42 : 0;
  return (edge + bowl) * crater.radius;
}

function paintPixel(
  data: Uint8ClampedArray,
  at: number,
  stone: Stone,
  x: number,
  y: number,
  slopeX: number,
  slopeY: number,
  radius: number,
): void {
  const far = Math.sqrt(x * x + y * y);
  if (far > OUTSIDE + 1 / radius) return;
  // Far from the edge neither the cover nor the rims depend on the outline.
  const edge = far < RIM * (1 - UNEVEN) ? 1 : outlineAt(stone, x, y);
  const cover = (edge - far) * radius + 0.5;
  if (cover <= 0) return;
  const length = Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
  const lit = Math.max(0, (-slopeX * LIGHT.x - slopeY * LIGHT.y + LIGHT.z) / length);
  const grain = 0.78 + 0.44 * stone.grain.at(x * 7 + 20, y * 7 + 20);
  const light = (0.1 + 1.02 * lit) * grain * (0.55 + 0.45 * smoothStep(1.02, 0.72, far));
  // Two rims make the rock visible on the dark background: a cold one from the light, a faint violet one from
  // the nebula.
  const rim = smoothStep(RIM, 1, far / edge);
  const towards = far > 0 ? (x * LIGHT.x + y * LIGHT.y) / (far * LIGHT_ACROSS) : 0;
  const cold = rim * smoothStep(-0.25, 0.95, towards) * 0.62;
  const violet = rim * smoothStep(0.1, 1, -towards) * 0.34;
  data[at] = 255 * (light * (0.4 + 0.15 * stone.warmth) + cold * 0.58 + violet * 0.62);
  data[at + 1] = 255 * (light * (0.41 + 0.02 * stone.warmth) + cold * 0.82 + violet * 0.36);
  data[at + 2] = 255 * (light * (0.47 - 0.09 * stone.warmth) + cold + violet * 0.9);
  data[at + 3] = 255 * Math.min(1, cover);
}

/** @returns the distance of the outline in the direction of a place, interpolated between the corners */
function outlineAt(stone: Stone, x: number, y: number): number {
  const turn = (Math.atan2(y, x) / (Math.PI * 2) + 1) * CORNERS;
  const corner = Math.floor(turn);
  const share = turn - corner;
  const [before, after] = [stone.corners[corner % CORNERS]!, stone.corners[(corner + 1) % CORNERS]!];
  return before * (1 - share) + after * share;
}
