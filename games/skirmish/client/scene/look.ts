/**
 * What the player's settings change in the picture, read a few times a second: a scene asks for it a thousand
 * times a frame.
 */
import { budgetInUse, type GraphicsBudget } from "../../../../client/browser/graphics.ts";
import { isDimmed, isHighContrast, paletteInUse, showsNames } from "../../../../client/browser/look.ts";
import type { Palette } from "../../../../client/browser/palettes.ts";

export interface Look {
  palette: Palette;
  budget: GraphicsBudget;
  /** Whether bright flashes are dimmed, and whether names stand above ships. */
  dimmed: boolean;
  names: boolean;
  contrast: boolean;
}

export const readLook = (): Look => ({
  palette: paletteInUse(),
  budget: budgetInUse(),
  dimmed: isDimmed(),
  names: showsNames(),
  contrast: isHighContrast(),
});
