/** What a page makes of the server's report and of its own screen. */
import { describe, expect, it } from "vitest";
import type { Recording, ScreenFrame } from "../../../../games/skirmish/client/session/screenRecord.ts";
import { Explanation } from "../../../../games/skirmish/client/why/explanation.ts";
import { figuresOf } from "../../../../games/skirmish/client/why/figures.ts";
import { type DeathReport, packPath, packPlace } from "../../../../games/skirmish/shared/deathReport.ts";
import { type ArenaMap, createMap } from "../../../../games/skirmish/shared/map.ts";
import { REWIND } from "../../../../shared/limits.ts";
import { TICK_MS } from "../../../../shared/tick.ts";

/** Tick of the death. */
const TICK = 1000;
/** Units a tick that the victim flies down. */
const SPEED = 10;
/** Where it is in that tick by the server. */
const X = 900;
const Y = 600;
const yAt = (tick: number): number => Y + (tick - TICK) * SPEED;

interface Case {
  /** Ticks that the shooter's screen is behind; as judged, if that differs. */
  behind?: number;
  judged?: number;
  outlier?: DeathReport["outlier"];
  pilot?: boolean;
  /** Ticks that the victim's own ship is ahead of the server in the end. */
  ahead?: number;
  /** ms without a patch before the death. */
  silent?: number;
  rocks?: ArenaMap["rocks"];
  /** The page has no recording. */
  blind?: boolean;
}

function reportOf({ behind = 6, judged = behind, outlier, pilot = false }: Case): DeathReport {
  const from = TICK - 105;
  const ticks = Array.from({ length: 106 }, (_, i) => from + i);
  const path = (x: number, y: (tick: number) => number) =>
    packPath({ from, x: ticks.map(() => x), y: ticks.map(y), angle: ticks.map(() => 0), notes: [] });
  const ship = (key: string, id: number) => ({ key, id, name: key, hue: 10 * id, rtt: 60 });
  const [x, y, born] = [440, yAt(TICK - judged), TICK - 12];
  const bolt = { x: packPlace(x), y: packPlace(y), angle: 0, weapon: 1, owner: 2, shot: 5, born };
  return {
    ...{ tick: TICK, part: 1, victim: ship("Bob", 1), killer: { ...ship("Ada", 2), pilot } },
    bolts: [{ ...bolt, hit: TICK, damage: 45 }],
    others: { hits: 0, damage: 0 },
    ...{ judged: judged * REWIND.parts, claimed: behind * REWIND.parts, limit: REWIND.max * REWIND.parts },
    ...(outlier && { outlier }),
    paths: {
      victim: path(X, yAt),
      killer: { ...path(500, () => y), behind: ticks.map(() => (pilot ? -1 : behind * REWIND.parts)) },
    },
  };
}

function recordingOf({ ahead = 4, silent = 0, rocks = [] }: Case): Recording {
  const frames = Array.from({ length: 181 }, (_, i): ScreenFrame => {
    const at = ((i - 180) * 1000) / 60;
    const tick = TICK + ahead + at / TICK_MS;
    const newest = Math.floor(Math.min(TICK - 1, at > -silent ? TICK - silent / TICK_MS : tick - ahead));
    return { at, drawn: tick - 8, newest, own: { x: X, y: yAt(tick), angle: 0 }, ships: [], bolts: [] };
  });
  return { tick: TICK, frames, births: [], map: { ...createMap(1, 2400, 0), rocks } };
}

const explain = (one: Case): Explanation => {
  const life = recordingOf(one);
  return new Explanation(reportOf(one), one.blind ? undefined : life, life.map);
};
/** Covers the victim at its place by its own screen, and not where it was hit. */
const COVER = [{ x: 760, y: 640, radius: 70 }];

describe("[WD5] the verdict", () => {
  it("of a ship in cover names the time in cover, how old the hit was, and the limit", () => {
    const { verdict, facts } = explain({ rocks: COVER, ahead: 6 });
    expect(facts.screen!.covered).toBeGreaterThan(100);
    expect(facts.screen!.ago).toBeCloseTo(12 * TICK_MS, -1);
    expect(verdict).toMatch(
      /^On your screen a rock had covered you for \d+ ms\. Ada hit you where you had been 400 ms earlier, in the open: their screen was 200 ms behind, and the server goes back at most 400 ms\.$/,
    );
  });

  it("of a ship in the open shares the time between both sides", () => {
    const { verdict, facts } = explain({ ahead: 4 });
    expect(facts.screen!.apart).toBeCloseTo(10 * SPEED, 0);
    expect(verdict).toBe(
      "On your screen you were already 2.8 ship lengths further. Ada saw you where you had been 333 ms before: 200 ms of that is their delay, 133 ms yours.",
    );
  });

  it("says when both saw the same", () => {
    expect(explain({ behind: 1, ahead: 1 }).verdict).toBe(
      "Both screens showed nearly the same: the shot met you 0.6 ship lengths from where you saw yourself.",
    );
  });

  it("of a slow shooter says that the shot was not judged by what it saw", () => {
    const { verdict, facts } = explain({ behind: 18, judged: 12, outlier: "old" });
    expect(facts).toMatchObject({ ticksBack: 12, ticksLimit: 12 });
    expect(verdict).toContain("Ada's screen was 600 ms behind. The server goes back at most 400 ms");
    expect(explain({ behind: -5, judged: 0, outlier: "future" }).verdict).toContain(
      "cannot have been on its screen",
    );
  });

  it("of a pilot says that nothing was rewound", () => {
    const { verdict, facts } = explain({ behind: 0, pilot: true, ahead: 5 });
    expect(verdict).toContain("Ada is flown by the server, so nothing was rewound");
    expect(verdict).toContain("167 ms ahead");
    expect(figuresOf(facts).map(([label]) => label)).not.toContain("Their round trip");
  });

  it("of a stalled link names the stall before anything else", () => {
    expect(explain({ rocks: COVER, silent: 500 }).verdict).toMatch(
      /^For (4[5-9]|50)\d ms nothing from the server/,
    );
    expect(explain({ silent: 150 }).verdict).not.toContain("nothing from the server");
  });

  it("says that the own screen was not recorded", () => {
    const blind = explain({ blind: true });
    expect(blind.verdict).toContain("What your own screen showed was not recorded");
    expect(blind.yours(0)).toBeUndefined();
    const other = { ...recordingOf({}), tick: TICK - 200 };
    expect(new Explanation(reportOf({}), other, other.map).life, "of another death").toBeUndefined();
  });
});

describe("[WD4] the pictures", () => {
  it("show the victim where the shooter saw it, its place on the server, and the time between them", () => {
    const { theirs, report } = explain({ behind: 6 });
    expect(theirs.impact).toBe(TICK - 6);
    expect(theirs.judged.y).toBeCloseTo(yAt(TICK - 6), 0);
    for (const back of [60, 30, 5, 0]) {
      const { seen, actual, behind } = theirs.at(theirs.impact - back);
      expect(behind).toBeCloseTo(6, 1);
      expect(seen.y).toBeCloseTo(yAt(TICK - 6 - back), 0);
      expect(actual.y).toBeCloseTo(yAt(TICK - back), 0);
    }
    const [bolt] = theirs.at(theirs.impact).bolts;
    expect(Math.abs(bolt!.x - X), "the shot meets the ship in the end").toBeLessThan(30);
    expect(theirs.at(theirs.impact + 1).bolts, "and is gone").toEqual([]);
    expect(theirs.at(report.bolts[0]!.born - 6 - 1).bolts, "before it was fired").toEqual([]);
  });

  it("show what the own screen drew, frame by frame", () => {
    const explanation = explain({ ahead: 4 });
    expect(explanation.yours(0)!.own.y).toBe(yAt(TICK + 4));
    expect(explanation.yours(-1000)!.own.y).toBeCloseTo(yAt(TICK + 4 - 30), 0);
    expect(explanation.yours(-1e6)!.at).toBe(-3000);
  });

  it("come with all figures as JSON", () => {
    const told = JSON.parse(explain({}).json());
    expect(told).toMatchObject({ shipLength: 36, report: { tick: TICK }, facts: { killer: "Ada" } });
    expect(told.screen.at(-1)).toMatchObject({ at: 0, x: X, y: yAt(TICK + 4) });
  });
});
