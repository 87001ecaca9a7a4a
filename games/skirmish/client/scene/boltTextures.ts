/** The pictures of bolts: for each weapon one for own bolts and one for bolts of other ships. */
import { PALETTES, type Palette } from "../../../../client/browser/palettes.ts";
import type { Atlas } from "./atlas.ts";
import { css } from "./colours.ts";

export interface BoltLook {
  /** Length and half width of the streak, units. */
  length: number;
  width: number;
  colours(palette: Palette): { readonly own: number; readonly foe: number };
}

/** By `Bolt.weapon`; a weapon without a row is drawn like the first one. */
export const BOLT_LOOKS: readonly BoltLook[] = [
  { length: 50, width: 2.5, colours: ({ own, foe }) => ({ own, foe }) },
  { length: 170, width: 4.6, colours: ({ heavy }) => heavy },
];

/** Pixels a unit. */
export const BOLT_DETAIL = 2;
/** Space for the glow at each side of the streak, units. */
const GLOW = 3.2;
/** From the tip of the streak to the edge of its picture, units. */
export const BOLT_TIP = 12;

export const boltLook = (weapon: number): BoltLook => BOLT_LOOKS[weapon] ?? BOLT_LOOKS[0]!;
export function boltColour(weapon: number, mine: boolean, palette: Palette): number {
  const { own, foe } = boltLook(weapon).colours(palette);
  return mine ? own : foe;
}
export const boltFrame = (weapon: number, mine: boolean, palette: Palette): string =>
  `bolt${BOLT_LOOKS[weapon] ? weapon : 0}-${boltColour(weapon, mine, palette).toString(16)}`;

/** Paints the bolts of all palettes, so that a change of the palette takes effect at once. */
export function paintBolts(atlas: Atlas): void {
  const painted = new Set<string>();
  for (const [weapon, look] of BOLT_LOOKS.entries())
    for (const palette of Object.values(PALETTES))
      for (const mine of [true, false]) {
        const frame = boltFrame(weapon, mine, palette);
        if (painted.has(frame)) continue;
        painted.add(frame);
        atlas.draw(frame, look.length + BOLT_TIP, look.width * GLOW * 2, BOLT_DETAIL, (context) =>
          paintBolt(context, look, boltColour(weapon, mine, palette)),
        );
      }
}

function paintBolt(context: CanvasRenderingContext2D, look: BoltLook, colour: number): void {
  const tail = -(look.length + BOLT_TIP) / 2;
  const tip = tail + look.length;
  // From wide and faint to thin and white.
  for (const [spread, alpha] of [
    [GLOW, 0.07],
    [2.3, 0.12],
    [1.6, 0.24],
    [1.05, 0.75],
  ] as const)
    paintStreak(context, tail, tip, look.width * spread, css(colour, alpha), css(colour, 0));
  paintStreak(context, tail + look.length * 0.25, tip, look.width * 0.5, "#fff", css(colour, 0));
}

/** A beam of even width with a round tip that fades towards its tail. */
function paintStreak(
  context: CanvasRenderingContext2D,
  tail: number,
  tip: number,
  half: number,
  head: string,
  end: string,
): void {
  const fade = context.createLinearGradient(tail, 0, tip, 0);
  fade.addColorStop(0, end);
  fade.addColorStop(0.7, head);
  fade.addColorStop(1, head);
  context.fillStyle = fade;
  context.beginPath();
  context.moveTo(tail, 0);
  context.quadraticCurveTo(tail + (tip - tail) * 0.12, -half, tip - half * 0.4, -half);
  context.ellipse(tip - half * 0.4, 0, half, half, 0, -Math.PI / 2, Math.PI / 2);
  context.quadraticCurveTo(tail + (tip - tail) * 0.12, half, tail, 0);
  context.fill();
}
