/**
 * Colours that distinguish friends from foes. The test of a palette simulates the colour vision that it is
 * for.
 */

export interface Palette {
  /** The own ship, its bolts, and marks of the player. */
  readonly own: number;
  /** Bolts of others. */
  readonly foe: number;
  /** Bolts of a heavy weapon. */
  readonly heavy: { readonly own: number; readonly foe: number };
  /** Levels of a bar such as the hull: full, half empty, nearly empty. */
  readonly good: number;
  readonly fair: number;
  readonly poor: number;
  readonly ore: number;
  readonly teams: readonly [TeamColour, TeamColour];
  /**
   * Other players, one colour for each eighth of the hue circle; absent where a player has the colour of its
   * hue.
   */
  readonly pilots?: readonly number[];
  /** Variables of the style sheets; undefined keeps the value of the style sheet. */
  readonly css: { readonly [variable in CssColour]: number | undefined };
}

export interface TeamColour {
  readonly name: TeamName;
  readonly colour: number;
}

export type TeamName = "red" | "blue" | "orange" | "cyan";
type CssColour = "own-ship" | "accent" | "warm" | "danger" | "good" | "ore" | "team-a" | "team-b";

interface Signals {
  readonly own: number;
  readonly good: number;
  readonly fair: number;
  readonly poor: number;
  readonly ore: number;
}

const cssOf = ({ own, good, fair, poor, ore }: Signals, a: number, b: number): Palette["css"] => ({
  "own-ship": own,
  accent: own,
  warm: fair,
  danger: poor,
  ...{ good, ore, "team-a": a, "team-b": b },
});

const DEFAULT_CSS: Palette["css"] = {
  "own-ship": undefined,
  ...{ accent: undefined, warm: undefined, danger: undefined, good: undefined, ore: undefined },
  ...{ "team-a": undefined, "team-b": undefined },
};

/** With red-green blindness, blue against yellow and light against dark remain visible. */
const RED_GREEN = { own: 0x8fdcff, good: 0x6fb7ff, fair: 0xffe14a, poor: 0xe0661a, ore: 0xe6eeff };
/** With blue-yellow blindness, red against cyan and light against dark remain visible. */
const BLUE_YELLOW = { own: 0x8ffff2, good: 0x35d6c0, fair: 0xf4e9ee, poor: 0xff4d58, ore: 0xd9fff6 };

export const PALETTES = {
  usual: {
    ...{ own: 0x6ff2ff, foe: 0xff9a3c, heavy: { own: 0x7fa8ff, foe: 0xff4f7d } },
    ...{ good: 0x5be38f, fair: 0xffc84a, poor: 0xff5a52, ore: 0x62ffc0 },
    teams: [
      { name: "red", colour: 0xff5d6c },
      { name: "blue", colour: 0x4fa8ff },
    ],
    css: DEFAULT_CSS,
  },
  redGreen: {
    ...RED_GREEN,
    ...{ foe: 0xffa31a, heavy: { own: 0x7fa8ff, foe: 0xffd23c } },
    teams: [
      { name: "orange", colour: 0xffa31a },
      { name: "blue", colour: 0x3f86ff },
    ],
    // The fifth and the last are the colours of the teams, whose hues are in these eighths.
    pilots: [0xffa31a, 0xffd23c, 0xe88a00, 0xffe9a8, 0x3f86ff, 0xd9a520, 0xfff2cf, 0xffa31a],
    css: cssOf(RED_GREEN, 0xffb13d, 0x6ba6ff),
  },
  blueYellow: {
    ...BLUE_YELLOW,
    ...{ foe: 0xff6a5c, heavy: { own: 0x4fd8d0, foe: 0xff3d8b } },
    teams: [
      { name: "red", colour: 0xff5560 },
      { name: "cyan", colour: 0x12857e },
    ],
    pilots: [0xff6a5c, 0xff8fa0, 0xe6394b, 0xffb3bd, 0x12857e, 0xff5c8a, 0xd94f70, 0xff5560],
    css: cssOf(BLUE_YELLOW, 0xff7f88, 0x2fb3aa),
  },
} as const satisfies { readonly [name: string]: Palette };

/** @returns index into `pilots`. @param hue 1/256 of the hue circle */
export const pilotOf = (hue: number): number => (hue & 255) >> 5;
