/** Compares two runs: which figures are better, worse or about the same. */
import { readFileSync } from "node:fs";
import { printable } from "../../../shared/text.ts";
import { BadFile } from "../merge.ts";
import { type Figures, total } from "./figures.ts";
import { textTable } from "./reportLines.ts";
import { RESULT_VERSION, type Result } from "./result.ts";

/** Share of the earlier value by which a figure may differ by chance. */
export const CHANCE = 0.1;

interface Compared {
  name: string;
  digits: number;
  /** Whether a higher value is better; absent for figures that are neither good nor bad. */
  more?: boolean;
  /** Smallest difference that counts, in the unit of the figure. */
  least: number;
  /** undefined: not measured. */
  of(figures: Figures): number | undefined;
}

const COMPARED: readonly Compared[] = [
  { name: "joined", digits: 0, more: true, least: 1, of: ({ joined }) => joined },
  { name: "refused", digits: 0, more: false, least: 1, of: ({ refused }) => total(refused) },
  { name: "join p50, ms", digits: 0, more: false, least: 10, of: ({ joinMs }) => measured(joinMs, "p50") },
  { name: "join p99, ms", digits: 0, more: false, least: 20, of: ({ joinMs }) => measured(joinMs, "p99") },
  { name: "rtt p50, ms", digits: 1, more: false, least: 2, of: ({ rttMs }) => measured(rttMs, "p50") },
  { name: "rtt p99, ms", digits: 1, more: false, least: 5, of: ({ rttMs }) => measured(rttMs, "p99") },
  {
    name: "patches/s p50",
    digits: 1,
    more: true,
    least: 0.3,
    of: (of) => measured(of.patchesPerSecond, "p50"),
  },
  {
    name: "patches/s min",
    digits: 1,
    more: true,
    least: 0.5,
    of: (of) => measured(of.patchesPerSecond, "min"),
  },
  {
    name: "bytes in/s p50",
    digits: 0,
    more: false,
    least: 100,
    of: (of) => measured(of.bytesInPerSecond, "p50"),
  },
  {
    name: "corrections/min",
    digits: 1,
    more: false,
    least: 3,
    of: (of) => (of.minutes > 0 ? of.correctionsPerMinute : undefined),
  },
  { name: "disconnects", digits: 0, more: false, least: 1, of: ({ disconnects }) => disconnects },
  { name: "lost", digits: 0, more: false, least: 1, of: ({ lost }) => total(lost) },
  { name: "errors", digits: 0, more: false, least: 1, of: ({ errors }) => total(errors) },
];

const measured = <S extends { count: number }>(spread: S, name: keyof S): number | undefined =>
  spread.count > 0 ? (spread[name] as number) : undefined;

export interface Difference {
  /** Name of the phase, or "all". */
  group: string;
  figure: string;
  before: number | undefined;
  after: number | undefined;
  /** Against the earlier value; undefined where that is 0 or was not measured. */
  share: number | undefined;
  verdict: "better" | "worse" | "same";
}

/** @param chance share by which figures may differ without being better or worse */
export function differencesOf(before: Result, after: Result, chance = CHANCE): Difference[] {
  const groups: [string, Figures, Figures][] = [["all", before.whole, after.whole]];
  for (const phase of before.phases) {
    const same = after.phases.find(({ name }) => name === phase.name);
    if (same !== undefined) groups.push([phase.name, phase, same]);
  }
  return groups.flatMap(([group, one, other]) =>
    COMPARED.map((compared) => ({ group, ...difference(compared, one, other, chance) })),
  );
}

function difference(
  { name: figure, more, least, of }: Compared,
  one: Figures,
  other: Figures,
  chance: number,
) {
  const [before, after] = [of(one), of(other)];
  const same = { figure, before, after, share: undefined, verdict: "same" as const };
  if (before === undefined || after === undefined) return same;
  const share = before === 0 ? undefined : (after - before) / before;
  const change = Math.abs(after - before);
  if (change < least || change < chance * Math.abs(before)) return { ...same, share };
  const verdict = after > before === more ? ("better" as const) : ("worse" as const);
  return { ...same, share, verdict };
}

export function compareLines(
  [before, after]: readonly [Result, Result],
  [nameBefore, nameAfter]: readonly [string, string],
  differences: readonly Difference[],
): string[] {
  const digits = new Map(COMPARED.map(({ name, digits }) => [name, digits]));
  const cell = (value: number | undefined, figure: string) => value?.toFixed(digits.get(figure)) ?? "–";
  const rows = differences.map(({ group, figure, before, after, share, verdict }, i) => [
    group === differences[i - 1]?.group ? "" : group,
    figure,
    cell(before, figure),
    cell(after, figure),
    share === undefined ? "" : percent(share),
    verdict === "same" ? "" : verdict,
  ]);
  const worse = differences.filter(({ verdict }) => verdict === "worse").length;
  const better = differences.filter(({ verdict }) => verdict === "better").length;
  return [
    `before: ${nameBefore} (${before.scenario.name}, ${before.date.slice(0, 16)})`,
    `after:  ${nameAfter} (${after.scenario.name}, ${after.date.slice(0, 16)})`,
    ...warnings(before, after),
    "",
    ...textTable([["", "figure", "before", "after", "change", ""], ...rows]),
    "",
    `${worse} worse, ${better} better, ${differences.length - worse - better} about the same`,
  ].map(printable);
}

const percent = (share: number): string => {
  const rounded = Math.round(1000 * share) / 10;
  return `${rounded > 0 ? "+" : ""}${(rounded || 0).toFixed(1)} %`;
};

/** Runs that cannot be compared fairly are compared all the same; these notes say why they differ. */
function warnings(before: Result, after: Result): string[] {
  const played = ({ scenario: { name: _, url: __, thresholds: ___, ...rest } }: Result) =>
    JSON.stringify(rest);
  return [
    ...(played(before) === played(after) ? [] : ["note: the scenarios differ"]),
    ...(before.room === after.room ? [] : [`note: the rooms differ: ${before.room}, ${after.room}`]),
    ...[before, after].flatMap(({ stopped }, i) =>
      stopped ? [`note: the run ${i === 0 ? "before" : "after"} was stopped early`] : [],
    ),
    ...[before, after].flatMap(({ whole }, i) =>
      whole.late.p99 > 20
        ? [
            `note: in the run ${i === 0 ? "before" : "after"} the bots' machine was overloaded (timers ${whole.late.p99.toFixed(0)} ms late)`,
          ]
        : [],
    ),
  ];
}

/** @throws BadFile */
export function readResult(file: string): Result {
  let result: Partial<Result>;
  try {
    result = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BadFile(`${file}: ${code === "ENOENT" ? "no such file" : message}`);
  }
  if (result?.timeline === undefined || result.whole === undefined)
    throw new BadFile(`${file}: not a result that npm run bots -- --scenario FILE --json has written`);
  if (result.version !== RESULT_VERSION)
    throw new BadFile(
      `${file}: a result of version ${result.version}; this program reads version ${RESULT_VERSION}`,
    );
  return result as Result;
}
