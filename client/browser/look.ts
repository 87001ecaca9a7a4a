/**
 * Appearance settings of the whole page: attributes of its root element, which style sheets and scenes read.
 */
import { PALETTES, type Palette } from "./palettes.ts";
import type { Settings } from "./settings.ts";

/** Keeps the root element up to date with the settings. */
export function applyLook(settings: Settings): void {
  const page = document.documentElement;
  const fitHud = (): void => {
    const scale = fittingScale(settings.get("hudScale"), innerWidth, innerHeight);
    page.style.setProperty("--hud-scale", String(scale));
  };
  settings.follow("hudScale", fitHud);
  addEventListener("resize", fitHud);
  settings.follow("stickScale", (scale) => page.style.setProperty("--stick-scale", String(scale)));
  for (const name of ["motion", "flashes", "contrast", "names", "hand"] as const)
    settings.follow(name, (value) => {
      page.dataset[name] = value;
    });
  settings.follow("palette", (name) => {
    page.dataset.palette = name;
    showPalette(page, PALETTES[name]);
  });
}

/** The smallest screen for which the HUD is made, CSS pixels, in portrait or landscape. */
const SMALLEST = { short: 360, long: 640 };

/** @returns the chosen scale of the HUD, or the largest one at which a screen still has room for all parts */
export function fittingScale(chosen: number, width: number, height: number): number {
  const room = Math.min(Math.min(width, height) / SMALLEST.short, Math.max(width, height) / SMALLEST.long);
  return Math.min(chosen, Math.max(1, room));
}

/**
 * @returns how much larger than at 100 % the places of the HUD are drawn on this screen; see `--zoom` in
 * screens.css
 */
export const hudZoom = (): number =>
  Number(document.documentElement.style.getPropertyValue("--hud-scale") || 1) *
  (isHuge() ? 2 : isLarge() ? 1.5 : 1);

/**
 * Sets the colour variables of the HUD. The default palette removes them, so that those of the style sheets
 * apply.
 */
function showPalette(page: HTMLElement, { pilots, css }: Palette): void {
  for (let i = 0; i < MOST_PILOTS; i++) setVariable(page, `--pilot-${i}`, pilots?.[i]);
  for (const [name, colour] of Object.entries(css)) setVariable(page, `--${name}`, colour);
}

const MOST_PILOTS = 8;

function setVariable(page: HTMLElement, name: string, colour: number | undefined): void {
  if (colour === undefined) page.style.removeProperty(name);
  else page.style.setProperty(name, `#${colour.toString(16).padStart(6, "0")}`);
}

/**
 * @returns a function that evaluates a media query. The list is cached, because scenes call the function in
 * each frame.
 */
function deviceAsks(query: string): () => boolean {
  let list: MediaQueryList | undefined;
  return () => {
    list ??= matchMedia(query);
    return list.matches;
  };
}

const isLarge = deviceAsks("(min-width: 2400px) and (min-height: 1200px)");
const isHuge = deviceAsks("(min-width: 3600px) and (min-height: 1800px)");
const asksForLittleMotion = deviceAsks("(prefers-reduced-motion: reduce)");
const asksForContrast = deviceAsks("(prefers-contrast: more)");

/** @returns whether the player or the device asks for reduced motion */
export const prefersLittleMotion = (): boolean =>
  document.documentElement.dataset.motion === "reduced" || asksForLittleMotion();

/** @returns the present palette; the player can change it at any time */
export const paletteInUse = (): Palette =>
  PALETTES[document.documentElement.dataset.palette as keyof typeof PALETTES] ?? PALETTES.usual;

/** @returns whether bright flashes are dimmed */
export const isDimmed = (): boolean => document.documentElement.dataset.flashes === "reduced";

/** @returns whether names are shown above ships */
export const showsNames = (): boolean => document.documentElement.dataset.names !== "hidden";

/** @returns whether the player or the device asks for high contrast */
export const isHighContrast = (): boolean =>
  document.documentElement.dataset.contrast === "high" || asksForContrast();
