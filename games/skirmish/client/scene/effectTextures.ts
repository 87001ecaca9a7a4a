/** The pictures of light, debris, ore and marks. White pictures are tinted where they are used. */
import type { Atlas } from "./atlas.ts";
import { ORE_RADIUS, paintOre } from "./oreTextures.ts";

/** Frame names. */
export const FX = {
  glow: "glow",
  ring: "ring",
  spark: "spark",
  star: "star",
  shard: "shard",
  puff: "puff",
  ore: "ore",
  hitMark: "hitMark",
  pixel: "pixel",
} as const;

/** Pixels a unit. */
export const FX_DETAIL = 2;
/** Sizes of the pictures at scale 1 / FX_DETAIL, units. */
export const GLOW_RADIUS = 32;
export const RING_RADIUS = 60;
export const SPARK_LENGTH = 28;
export const PIXEL = 4;

export function paintEffects(atlas: Atlas): void {
  const add = (name: string, width: number, height: number, paint: (on: CanvasRenderingContext2D) => void) =>
    atlas.draw(name, width, height, FX_DETAIL, paint);
  add(FX.glow, 2 * GLOW_RADIUS, 2 * GLOW_RADIUS, paintGlow);
  add(FX.ring, 2 * RING_RADIUS + 4, 2 * RING_RADIUS + 4, paintRing);
  add(FX.spark, SPARK_LENGTH, 6, paintSpark);
  add(FX.star, 80, 80, paintStar);
  add(FX.puff, 64, 64, paintPuff);
  for (let variant = 0; variant < 3; variant++)
    add(`${FX.shard}${variant}`, 16, 16, (context) => paintShard(context, variant));
  for (let variant = 0; variant < 3; variant++)
    add(`${FX.ore}${variant}`, 2 * ORE_RADIUS + 4, 2 * ORE_RADIUS + 4, (context) =>
      paintOre(context, variant),
    );
  add(FX.hitMark, 26, 26, paintHitMark);
  add(FX.pixel, PIXEL + 4, PIXEL + 4, (context) => {
    context.fillStyle = "#fff";
    context.fillRect(-PIXEL / 2 - 2, -PIXEL / 2 - 2, PIXEL + 4, PIXEL + 4);
  });
}

function paintGlow(context: CanvasRenderingContext2D): void {
  const glow = context.createRadialGradient(0, 0, 0, 0, 0, GLOW_RADIUS);
  for (const [at, alpha] of [
    [0, 1],
    [0.12, 0.78],
    [0.3, 0.36],
    [0.55, 0.12],
    [0.8, 0.025],
    [1, 0],
  ] as const)
    glow.addColorStop(at, `rgba(255, 255, 255, ${alpha})`);
  context.fillStyle = glow;
  context.fillRect(-GLOW_RADIUS, -GLOW_RADIUS, 2 * GLOW_RADIUS, 2 * GLOW_RADIUS);
}

function paintRing(context: CanvasRenderingContext2D): void {
  const band = context.createRadialGradient(0, 0, 0, 0, 0, RING_RADIUS);
  for (const [at, alpha] of [
    [0, 0],
    [0.68, 0],
    [0.9, 0.28],
    [0.955, 1],
    [0.975, 0.7],
    [1, 0],
  ] as const)
    band.addColorStop(at, `rgba(255, 255, 255, ${alpha})`);
  context.fillStyle = band;
  context.fillRect(-RING_RADIUS, -RING_RADIUS, 2 * RING_RADIUS, 2 * RING_RADIUS);
}

/** A streak, brightest at its right end. */
function paintSpark(context: CanvasRenderingContext2D): void {
  const half = SPARK_LENGTH / 2;
  const fade = context.createLinearGradient(-half, 0, half, 0);
  fade.addColorStop(0, "rgba(255, 255, 255, 0)");
  fade.addColorStop(0.8, "rgba(255, 255, 255, 0.9)");
  fade.addColorStop(1, "#fff");
  context.fillStyle = fade;
  for (const [wide, alpha] of [
    [2.9, 0.35],
    [1.4, 1],
  ] as const) {
    context.globalAlpha = alpha;
    context.beginPath();
    context.moveTo(-half, 0);
    context.lineTo(half - 3, -wide);
    context.quadraticCurveTo(half, 0, half - 3, wide);
    context.fill();
  }
}

/** Four long rays and a hot middle. */
function paintStar(context: CanvasRenderingContext2D): void {
  for (let ray = 0; ray < 8; ray++) {
    const reach = ray % 2 === 0 ? 38 : 20;
    context.save();
    context.rotate((ray * Math.PI) / 4);
    const fade = context.createLinearGradient(0, 0, reach, 0);
    fade.addColorStop(0, "rgba(255, 255, 255, 0.9)");
    fade.addColorStop(1, "rgba(255, 255, 255, 0)");
    context.fillStyle = fade;
    context.beginPath();
    context.moveTo(0, -2.6);
    context.lineTo(reach, 0);
    context.lineTo(0, 2.6);
    context.fill();
    context.restore();
  }
  const core = context.createRadialGradient(0, 0, 0, 0, 0, 14);
  core.addColorStop(0, "#fff");
  core.addColorStop(1, "rgba(255, 255, 255, 0)");
  context.fillStyle = core;
  context.fillRect(-14, -14, 28, 28);
}

/** A soft cloud of a few overlapping blobs. */
function paintPuff(context: CanvasRenderingContext2D): void {
  for (const [x, y, radius, alpha] of [
    [0, 0, 24, 0.55],
    [-9, -5, 17, 0.4],
    [10, -7, 15, 0.4],
    [6, 9, 17, 0.4],
    [-8, 10, 13, 0.4],
  ] as const) {
    const blob = context.createRadialGradient(x, y, 0, x, y, radius);
    blob.addColorStop(0, `rgba(255, 255, 255, ${alpha})`);
    blob.addColorStop(1, "rgba(255, 255, 255, 0)");
    context.fillStyle = blob;
    context.fillRect(-32, -32, 64, 64);
  }
}

function paintShard(context: CanvasRenderingContext2D, variant: number): void {
  const outline = [
    [
      [-6, -3],
      [3, -5],
      [6, 2],
      [-2, 4],
    ],
    [
      [-5, 1],
      [0, -5],
      [5, -1],
      [1, 5],
    ],
    [
      [-7, -1],
      [7, -2.5],
      [4, 2.5],
      [-5, 2],
    ],
  ][variant % 3]!;
  const path = new Path2D();
  for (const [x, y] of outline) path.lineTo(x!, y!);
  path.closePath();
  context.fillStyle = "#9a9a9a";
  context.fill(path);
  context.strokeStyle = "#fff";
  context.lineWidth = 0.9;
  context.stroke(path);
}

/** Four strokes around a gap. */
function paintHitMark(context: CanvasRenderingContext2D): void {
  for (const [width, colour] of [
    [4.4, "rgba(0, 0, 0, 0.6)"],
    [2.2, "#fff"],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineCap = "round";
    for (let arm = 0; arm < 4; arm++) {
      const turn = Math.PI / 4 + (arm * Math.PI) / 2;
      context.beginPath();
      context.moveTo(5 * Math.cos(turn), 5 * Math.sin(turn));
      context.lineTo(10 * Math.cos(turn), 10 * Math.sin(turn));
      context.stroke();
    }
  }
}
