/** The palettes under simulated colour-vision deficiency. */
import { expect, it } from "vitest";
import { PALETTES, type Palette, pilotOf } from "../../../client/browser/palettes.ts";
import { HUES } from "../../../shared/teams.ts";
import { difference, type Vision } from "../../support/colourVision.ts";

/** Least ΔE between the colours of sides, and between colours that only show how full a bar is. */
const OTHER_SIDE = 30;
const OTHER_STATE = 20;

const EYES: { readonly [name in keyof typeof PALETTES]: readonly Vision[] } = {
  usual: ["normal"],
  redGreen: ["normal", "protanopia", "deuteranopia"],
  blueYellow: ["normal", "tritanopia"],
};
const ALL = Object.entries(PALETTES as { readonly [name: string]: Palette }).flatMap(([name, palette]) =>
  EYES[name as keyof typeof EYES].map((vision) => ({ name, palette, vision })),
);

it.each(ALL)("[FP6] $name: $vision tells own, foes and teams apart", ({ palette, vision }) => {
  const { own, foe, heavy, teams, pilots = [] } = palette;
  const differ = (one: number, other: number) => difference(one, other, vision);
  expect(differ(own, foe)).toBeGreaterThan(OTHER_SIDE);
  expect(differ(heavy.own, heavy.foe)).toBeGreaterThan(OTHER_SIDE);
  expect(differ(teams[0].colour, teams[1].colour)).toBeGreaterThan(OTHER_SIDE);
  for (const pilot of pilots) expect(differ(own, pilot), pilot.toString(16)).toBeGreaterThan(OTHER_SIDE);
});

it.each(ALL)(
  "[FP6] $name: $vision tells a full hull from a half and from an empty one",
  ({ palette, vision }) => {
    const { good, fair, poor } = palette;
    for (const [one, other] of [
      [good, fair],
      [fair, poor],
      [good, poor],
    ] as const)
      expect(difference(one, other, vision)).toBeGreaterThan(OTHER_STATE);
  },
);

it("[FP6] the default palette fails for colour-blind eyes: the simulation finds the colours that they confuse", () => {
  const { good, poor, ore } = PALETTES.usual;
  expect(difference(0xd06010, 0x808010, "deuteranopia")).toBeLessThan(OTHER_STATE);
  expect(difference(good, 0xffc84a, "protanopia")).toBeLessThan(difference(good, 0xffc84a, "normal"));
  expect(difference(poor, ore, "normal")).toBeGreaterThan(OTHER_SIDE);
});

it("[FP6] a player's name in Puck has the colour of its team", () => {
  for (const { pilots, teams } of [PALETTES.redGreen, PALETTES.blueYellow])
    expect(HUES.map((hue) => pilots[pilotOf(hue)])).toEqual(teams.map(({ colour }) => colour));
});
