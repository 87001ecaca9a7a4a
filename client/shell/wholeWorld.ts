/** The view of a scene that shows a whole world below the HUD. */
import { hudZoom } from "../browser/look.ts";

/**
 * Space that stays free, CSS pixels: for the HUD at the top and for a notice below it on a tall canvas, both
 * at a scale of 100 %, and at the edges.
 */
const ROOM = { top: 72, notice: 40, edge: 14 } as const;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * @param world with its margins, units
 * @returns on a canvas that is higher than wide: how far below its top the HUD has room under the world, a
 * length for style sheets of the HUD
 */
export const belowWorld = ({ width, height }: Size): string =>
  `calc(${ROOM.top + ROOM.notice + ROOM.edge}px + ${((100 * height) / width).toFixed(1)}cqw)`;

/**
 * @param canvas device pixels @param ratio device pixels a CSS pixel
 * @param world with its margins, units
 * @returns device pixels a unit, and the place of the middle of the world below the top of the canvas, device
 * pixels
 */
export function viewOfWorld(canvas: Size, ratio: number, world: Size): { zoom: number; middle: number } {
  const hud = hudZoom();
  const top = ROOM.top * hud * ratio;
  const free = {
    width: Math.max(1, canvas.width - 2 * ROOM.edge * ratio),
    height: Math.max(1, canvas.height - top - ROOM.edge * ratio),
  };
  const zoom = Math.min(free.width / world.width, free.height / world.height);
  const spare = free.height - world.height * zoom;
  // On a canvas that is higher than wide, the lower part stays free for the thumbs.
  const above = canvas.height > canvas.width ? Math.min(spare, ROOM.notice * hud * ratio) : spare / 2;
  return { zoom, middle: top + above + (world.height / 2) * zoom };
}
