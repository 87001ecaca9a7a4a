/** The pictures of the background. Each one repeats without a seam. */
import type * as Phaser from "phaser";
import { between, type Random, random, seeded } from "../../../../shared/maths/random.ts";
import { css } from "./colours.ts";
import { CloudNoise, smoothStep } from "./noise.ts";

export const SKY = { nebula: "nebula", far: "starsFar", near: "starsNear" } as const;

const NEBULA_SIZE = 512;
const STARS_SIZE = 1024;
const STAR_COLOURS = [0xffffff, 0xffffff, 0xcfe0ff, 0xa9c6ff, 0xffe2bd, 0xffc9a8];

export function paintSky(textures: Phaser.Textures.TextureManager): void {
  paintNebula(textures);
  paintStars(textures, SKY.far, 11, (context, from) => {
    for (let i = 0; i < 620; i++) dot(context, from, between(from, 0.45, 0.95), between(from, 0.12, 0.55));
  });
  paintStars(textures, SKY.near, 12, (context, from) => {
    for (let i = 0; i < 90; i++) dot(context, from, between(from, 0.8, 1.5), between(from, 0.4, 0.9));
    for (let i = 0; i < 9; i++) flare(context, from);
  });
}

/** Clouds in three colours, none of them bright enough to hide a shot. */
function paintNebula(textures: Phaser.Textures.TextureManager): void {
  const texture = textures.createCanvas(SKY.nebula, NEBULA_SIZE, NEBULA_SIZE);
  if (!texture) return;
  const image = texture.context.createImageData(NEBULA_SIZE, NEBULA_SIZE);
  const [clouds, from] = [nebulaClouds(), seeded(5)];
  for (let y = 0, at = 0; y < NEBULA_SIZE; y++)
    for (let x = 0; x < NEBULA_SIZE; x++, at += 4) paintNebulaPixel(image.data, at, x, y, clouds, from);
  texture.context.putImageData(image, 0, 0);
  texture.refresh();
}

/** Whole steps of noise after which the nebula repeats. */
const NEBULA_PERIOD = 3;

const nebulaClouds = () => ({
  bends: new CloudNoise(NEBULA_PERIOD, 3, 70),
  clouds: new CloudNoise(NEBULA_PERIOD, 5, 20),
  tones: new CloudNoise(NEBULA_PERIOD, 2, 50),
  dusts: new CloudNoise(NEBULA_PERIOD, 4, 90),
});

function paintNebulaPixel(
  data: Uint8ClampedArray,
  at: number,
  x: number,
  y: number,
  { bends, clouds, tones, dusts }: ReturnType<typeof nebulaClouds>,
  from: Random,
): void {
  const u = (x / NEBULA_SIZE) * NEBULA_PERIOD;
  const v = (y / NEBULA_SIZE) * NEBULA_PERIOD;
  const bend = 1.1 * (bends.at(u, v) - 0.5);
  const cloud = clouds.at(u + bend, v - bend);
  const tone = tones.at(u, v);
  const dust = dusts.at(u - bend, v + bend);
  const light = smoothStep(0.33, 0.78, cloud) * (1 - 0.75 * smoothStep(0.5, 0.72, dust));
  const violet = light * smoothStep(0.45, 0.7, tone);
  const teal = light * smoothStep(0.55, 0.3, tone);
  // Dithering (rounding at random) avoids visible steps in dark gradients.
  const round = random(from);
  data[at] = 6 + 10 * light + 54 * violet + 4 * teal + round;
  data[at + 1] = 8 + 17 * light + 8 * violet + 42 * teal + round;
  data[at + 2] = 19 + 38 * light + 50 * violet + 40 * teal + round;
  data[at + 3] = 255;
}

function paintStars(
  textures: Phaser.Textures.TextureManager,
  key: string,
  seed: number,
  paint: (context: CanvasRenderingContext2D, from: Random) => void,
): void {
  const texture = textures.createCanvas(key, STARS_SIZE, STARS_SIZE);
  if (!texture) return;
  paint(texture.context, seeded(seed));
  texture.refresh();
}

/**
 * @returns a random coordinate at least `edge` pixels from the border, so that nothing is cut off where the
 * picture repeats
 */
const somewhere = (from: Random, edge: number): number => between(from, edge, STARS_SIZE - edge);

const starColour = (from: Random): number =>
  STAR_COLOURS[Math.floor(random(from) * STAR_COLOURS.length)] ?? 0xffffff;

function dot(context: CanvasRenderingContext2D, from: Random, radius: number, alpha: number): void {
  context.fillStyle = css(starColour(from), alpha);
  context.beginPath();
  context.arc(somewhere(from, 2), somewhere(from, 2), radius, 0, Math.PI * 2);
  context.fill();
}

/** A bright star with a halo and four faint rays. */
function flare(context: CanvasRenderingContext2D, from: Random): void {
  const [x, y, reach] = [somewhere(from, 24), somewhere(from, 24), between(from, 9, 20)];
  const colour = starColour(from);
  const halo = context.createRadialGradient(x, y, 0, x, y, reach);
  halo.addColorStop(0, css(colour, 0.55));
  halo.addColorStop(0.2, css(colour, 0.14));
  halo.addColorStop(1, css(colour, 0));
  context.fillStyle = halo;
  context.fillRect(x - reach, y - reach, 2 * reach, 2 * reach);
  context.fillStyle = css(colour, 0.35);
  context.fillRect(x - reach * 0.6, y - 0.4, reach * 1.2, 0.8);
  context.fillRect(x - 0.4, y - reach * 0.6, 0.8, reach * 1.2);
  context.fillStyle = "#fff";
  context.beginPath();
  context.arc(x, y, 1.5, 0, Math.PI * 2);
  context.fill();
}
