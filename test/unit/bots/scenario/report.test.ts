/** What is made of the result of a scenario: verdicts on thresholds, the reports, the comparison. */
import { describe, expect, it } from "vitest";
import { ceiling, chartSvg } from "../../../../client/bots/scenario/charts.ts";
import { compareLines, differencesOf } from "../../../../client/bots/scenario/compare.ts";
import { type Figures, Measured } from "../../../../client/bots/scenario/figures.ts";
import { barOf, clock } from "../../../../client/bots/scenario/liveTable.ts";
import { readScenario } from "../../../../client/bots/scenario/readScenario.ts";
import { reportLines } from "../../../../client/bots/scenario/reportLines.ts";
import { reportPage } from "../../../../client/bots/scenario/reportPage.ts";
import type { Result } from "../../../../client/bots/scenario/result.ts";
import { verdictLine, verdictsOf } from "../../../../client/bots/scenario/thresholds.ts";

const LATE = { p50: 0, p99: 1, max: 2 };

/** @param rtts one sample of each bot, ms */
function figuresOf(rtts: readonly number[], patches = 30, more: Partial<Figures> = {}): Figures {
  const measured = new Measured();
  rtts.forEach((rtt, bot) => {
    measured.joined++;
    measured.joinMs.push(40);
    measured.add(bot, 10, { patches: patches * 10, bytesIn: 50_000, bytesOut: 3000, corrections: 1 }, rtt);
  });
  return { ...measured.figures(), ...more };
}

const scenarioWith = (thresholds: object, own: object = {}) =>
  readScenario(
    {
      file: "a.yaml",
      text: JSON.stringify({
        name: "<b>Evening</b>",
        phases: [
          { name: "first", seconds: 2, bots: 4, thresholds: own },
          { name: "second", seconds: 2 },
        ],
        thresholds,
      }),
    },
    () => ["hunter"],
  );

function resultOf(whole: Figures, scenario = scenarioWith({ rtt: { max: 50 } })): Result {
  const late = LATE;
  const phases = scenario.phases.map(({ name }, i) => ({ name, from: 2 * i, to: 2 * i + 2, ...whole, late }));
  return {
    ...{ version: 1, scenario, room: "arena", url: "http://localhost:2567", node: "24" },
    ...{ date: "2026-01-02T03:04:05.000Z", seconds: 4, stopped: false },
    ...{ whole: { ...whole, late }, phases, nets: { clean: whole, lossy: whole }, brains: { hunter: whole } },
    timeline: {
      ...{ at: [1, 2, 3, 4], target: [4, 4, 4, 4], playing: [2, 4, 4, 4], rttP50: [null, 20, 21, 20] },
      ...{ rttP95: [null, 30, 31, 30], patches: [null, null, 30, 30], bytesIn: [null, null, 5000, 5000] },
      ...{
        corrections: [0, 1, 0, 0],
        disconnects: [0, 0, 0, 0],
        errors: [0, 0, 0, 0],
        lateP99: [1, 1, 1, 1],
      },
    },
    thresholds: verdictsOf(scenario, { ...whole, late }, phases),
  };
}

describe("[LS3] thresholds", () => {
  it("check the high end of a distribution for a maximum, the low end for a minimum, and each phase separately", () => {
    const scenario = scenarioWith({ rtt: { min: 9, max: 20 }, patches: { min: 31 } }, { rtt: { max: 40 } });
    const whole = { ...figuresOf([10, 12, 30]), late: LATE };
    const phases = [{ name: "first", ...figuresOf([10, 50]), late: LATE }];
    expect(verdictsOf(scenario, whole, phases).map(verdictLine)).toEqual([
      "✓ rtt min 9: 10",
      "✗ rtt max 20: 30",
      "✗ patches min 31: 30",
      '✗ rtt max 40 in "first": 50',
    ]);
  });

  it("are broken by a missing measurement", () => {
    const scenario = scenarioWith({ rtt: { max: 20 }, lost: { max: 0 } });
    const verdicts = verdictsOf(scenario, { ...figuresOf([]), late: LATE }, []);
    expect(verdicts.map(verdictLine)).toEqual(["✗ rtt max 20: nothing was measured", "✓ lost max 0: 0"]);
  });
});

describe("[LS3] the report of a scenario", () => {
  it("has a row for the whole run, each phase, each net, and says which thresholds are broken", () => {
    const text = reportLines(
      resultOf(figuresOf([10, 60], 30, { lost: { "the server is too busy": 2 } })),
    ).join("\n");
    for (const row of ["all", "first", "second", "net clean", "net lossy"])
      expect(text).toMatch(new RegExp(`^${row} .* 10\\.0 / 60\\.0 `, "m"));
    expect(text, "one brain alone needs no row").not.toContain("brain hunter");
    expect(text).toContain("thresholds: 1 of 1 broken");
    expect(text).toContain("ended early: 2 × the server is too busy");
  });

  it("is one page without scripts and external resources, and its texts are escaped", () => {
    const page = reportPage(resultOf(figuresOf([10, 20])));
    expect(page).toContain("&#60;b&#62;Evening");
    expect(page).not.toContain("<b>Evening");
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(/);
    expect(page).toContain("default-src 'none'");
    expect(page.match(/<svg /g)).toHaveLength(7);
    expect(page).toContain("The threshold is kept");
  });

  it("draws no line over seconds in which nothing was measured", () => {
    const svg = chartSvg({
      ...{ title: "t", unit: "u", at: [1, 2, 3, 4, 5], phases: [] },
      lines: [{ label: "l", values: [null, 1, null, 2, 3], colour: 1 }],
    });
    expect([...svg.matchAll(/points="([^"]+)"/g)].map(([, points]) => points!.split(" ").length)).toEqual([
      1, 2,
    ]);
    expect([0, 0.3, 1, 1.1, 49, 60, 1000, 1001].map(ceiling)).toEqual([1, 0.5, 1, 2, 50, 100, 1000, 2000]);
  });
});

describe("[LS4] the comparison of two runs", () => {
  const verdicts = (before: Figures, after: Figures, chance?: number) =>
    differencesOf(resultOf(before), resultOf(after), chance)
      .filter(({ group, verdict }) => group === "all" && verdict !== "same")
      .map(({ figure, verdict }) => `${figure} ${verdict}`);

  it("knows what is better and what is worse, and lets small differences pass", () => {
    const before = figuresOf([100, 100], 30);
    expect(verdicts(before, figuresOf([108, 108], 29.9))).toEqual([]);
    expect(verdicts(before, figuresOf([130, 130], 20))).toEqual([
      "rtt p50, ms worse",
      "rtt p99, ms worse",
      "patches/s p50 worse",
      "patches/s min worse",
    ]);
    expect(verdicts(before, figuresOf([70, 108], 30, { errors: { rate: 3 } }))).toEqual([
      "rtt p50, ms better",
      "errors worse",
    ]);
    expect(verdicts(before, figuresOf([108, 108]), 0.05)).toEqual(["rtt p50, ms worse", "rtt p99, ms worse"]);
  });

  it("reports when the runs are of different scenarios", () => {
    const [one, other] = [resultOf(figuresOf([10])), resultOf(figuresOf([10]))];
    const lines = (a: Result, b: Result) => compareLines([a, b], ["a", "b"], differencesOf(a, b)).join("\n");
    expect(lines(one, other)).not.toContain("note:");
    expect(lines(one, other)).toContain("0 worse, 0 better");
    other.scenario = { ...other.scenario, seed: 9 };
    expect(lines(one, other)).toContain("note: the scenarios differ");
  });
});

it("the bar fills with the run and marks where later phases begin", () => {
  expect(barOf(0, [0, 0.5], 10)).toBe("▕░░░░░│░░░░▏");
  expect(barOf(0.75, [0, 0.5], 10)).toBe("▕███████░░░▏");
  expect(barOf(1, [0, 0.5], 10)).toBe("▕██████████▏");
  expect([0, 65, 3605].map(clock)).toEqual(["0:00", "1:05", "1:00:05"]);
});
