/** Runs the parts of a verification, and reports the results. */
import type { VerifyOptions } from "./options.ts";
import { PARTS, type PartName } from "./parts/index.ts";
import type { Plan, Row } from "./plan.ts";

/** @param tell called with the progress from time to time; with "" at the end of each part */
export async function verify(options: VerifyOptions, tell: (what: string) => void): Promise<Row[]> {
  const { game, quick, seed, players } = options;
  const rooms = Object.keys(game.game.modes);
  const rows: Row[] = [];
  for (const name of options.parts) {
    const plan: Plan = { game, rooms, quick, seed, players, progress: (what) => tell(`${name}: ${what} …`) };
    rows.push(...(await rowsOf(name, plan)));
    tell("");
  }
  return rows;
}

/** A game that throws breaks a promise; the other parts run all the same. */
async function rowsOf(name: PartName, plan: Plan): Promise<Row[]> {
  try {
    return await PARTS[name](plan);
  } catch (error) {
    const { message, stack = "" } = error as Error;
    const where = stack
      .split("\n")
      .filter((line) => line.trim().startsWith("at "))
      .slice(0, 3);
    return [{ promise: name, figures: "ended by an error", kept: false, faults: [message, ...where] }];
  }
}

const MARKS = { kept: "✓", broken: "✗", figure: "·" } as const;

/** @returns one line a row, with its faults below */
export function tableOf(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(({ promise }) => promise.length));
  return rows.flatMap(({ promise, figures, kept, faults = [] }) => {
    const mark = kept === undefined ? MARKS.figure : kept ? MARKS.kept : MARKS.broken;
    return [`${mark} ${promise.padEnd(width)}  ${figures}`, ...faults.map((fault) => `    ${fault}`)];
  });
}

export const broken = (rows: readonly Row[]): Row[] => rows.filter(({ kept }) => kept === false);
