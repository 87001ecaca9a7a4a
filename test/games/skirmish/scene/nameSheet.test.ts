import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NameSheet } from "../../../../games/skirmish/client/scene/sprites/nameSheet.ts";

describe("the sheet of names, with more names in sight than it holds", () => {
  const NAMES = Array.from({ length: 300 }, (_, i) => `ship ${i}`);
  let sheet: NameSheet;
  let measured: number;

  beforeEach(() => {
    measured = 0;
    const measureText = () => {
      measured++;
      return { width: 100, fontBoundingBoxAscent: 12, fontBoundingBoxDescent: 3 };
    };
    vi.stubGlobal("document", { createElement: () => ({ getContext: () => ({ measureText }) }) });
    sheet = new NameSheet({ on() {} } as object as ConstructorParameters<typeof NameSheet>[0]);
  });
  afterEach(() => void vi.unstubAllGlobals());

  /** @returns where each name stands in the sheet that is shown in this frame */
  function frame(now: number, names: readonly string[]): Map<string, string> {
    const cuts = names.map((name) => [name, sheet.find(name, 3, now)] as const);
    return new Map(cuts.flatMap(([name, cut]) => (cut ? [[name, `${cut.x} ${cut.y}`]] : [])));
  }

  it("the same names stay shown, and nothing is measured anew", () => {
    const first = frame(0, NAMES);
    expect(first.size).toBeGreaterThan(100);
    expect(first.size).toBeLessThan(NAMES.length);
    measured = 0;
    for (let now = 16; now < 5000; now += 16) expect(frame(now, NAMES)).toEqual(first);
    expect(measured).toBe(0);
  });

  it("no two names of a frame share a place, also when names come and go", () => {
    for (let now = 0; now < 6000; now += 16) {
      const start = Math.floor(now / 50);
      const shown = frame(now, NAMES.slice(start, start + 120));
      expect(new Set(shown.values()).size, `frame at ${now} ms`).toBe(shown.size);
    }
  });

  it("names that are no longer in sight make room for others", () => {
    frame(0, NAMES);
    const others = NAMES.slice(200);
    frame(500, others);
    expect(frame(1600, others).size).toBe(others.length);
  });
});
