/**
 * Colours of the game as 0xRRGGBB, and the colour of a hue. Colours that distinguish friends from foes are in
 * the palette.
 */
import { paletteInUse } from "../../../../client/browser/look.ts";
import { type Palette, pilotOf } from "../../../../client/browser/palettes.ts";

export const COLOUR = {
  space: 0x04060d,
  grid: 0x6f9be8,
  wall: 0x46b8ff,
  shield: 0x8fd4ff,
  fire: 0xff8a2e,
  ember: 0xffc46b,
  boost: 0x58b4ff,
  smoke: 0x2b2f3d,
  rock: 0x8b8f9d,
  white: 0xffffff,
} as const;

/** Default lightness of a ship's colour, 0 black … 1 white. */
const LIGHT = 0.62;

/**
 * @returns the colour of a ship
 * @param hue 1/256 of the colour circle
 * @param light 0 black … 1 white
 */
export function hueColour(hue: number, light = LIGHT, saturation = 0.85): number {
  const { pilots }: Palette = paletteInUse();
  if (pilots !== undefined) return mix(pilots[pilotOf(hue)]!, COLOUR.white, Math.max(0, light - LIGHT));
  const chroma = saturation * Math.min(light, 1 - light);
  const channel = (offset: number): number => {
    const k = (offset + (hue / 256) * 12) % 12;
    return Math.round(255 * (light - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return (channel(0) << 16) | (channel(8) << 8) | channel(4);
}

/** A colour for a canvas. */
export const css = (colour: number, alpha = 1): string =>
  `rgba(${colour >> 16}, ${(colour >> 8) & 255}, ${colour & 255}, ${alpha})`;

/** @param share 0 gives `from`, 1 gives `to` */
export function mix(from: number, to: number, share: number): number {
  const channel = (shift: number): number => {
    const start = (from >> shift) & 255;
    return Math.round(start + (((to >> shift) & 255) - start) * share) << shift;
  };
  return channel(16) | channel(8) | channel(0);
}
