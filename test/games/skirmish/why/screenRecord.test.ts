/** The record of the screen. */
import { describe, expect, it } from "vitest";
import type { DrawnBolt } from "../../../../games/skirmish/client/session/bolts.ts";
import { ScreenRecord } from "../../../../games/skirmish/client/session/screenRecord.ts";
import type { DrawnShip } from "../../../../games/skirmish/client/session/skirmish.ts";
import { createMap } from "../../../../games/skirmish/shared/map.ts";

const MAP = createMap(1, 2400, 0);
const shipAt = (id: number, x: number, alive = true) => ({ id, x, y: 2 * x, angle: 0.5, alive }) as DrawnShip;
const bolt = { x: 1, y: 2, angle: 3, weapon: 1, mine: true } as DrawnBolt;

/** Draws frames `every` ms until `until`, as from a ship that flies. */
function drawn(
  record: ScreenRecord,
  every: number,
  until: number,
  alive: (now: number) => boolean = () => true,
) {
  for (let now = 0; now <= until; now += every) {
    const others = [shipAt(7, now + 1), shipAt(8, now + 2, false)];
    record.framed(
      now,
      { drawn: now / 33 - 5, tick: Math.floor(now / 33) },
      shipAt(1, now, alive(now)),
      others,
      [bolt],
    );
  }
}

describe("[WD4] the record of the screen", () => {
  it("has what was drawn in the last seconds, ships out of play left out", () => {
    const record = new ScreenRecord();
    drawn(record, 20, 10_000);
    const { frames, tick } = record.recording(303, MAP);
    expect(tick).toBe(303);
    expect(frames.at(-1)).toEqual({
      ...{ at: 0, drawn: 10_000 / 33 - 5, newest: 303, own: { x: 10_000, y: 20_000, angle: 0.5 } },
      ships: [{ id: 7, x: 10_001, y: 20_002, angle: 0.5 }],
      bolts: [{ x: 1, y: 2, angle: 3, weapon: 1, mine: true }],
    });
    expect(frames[0]!.at).toBeLessThan(-3500);
    expect(frames.every((frame, i) => i === 0 || frame.at > frames[i - 1]!.at)).toBe(true);
  });

  it("covers three seconds on a fast screen, too, and always ends with the newest frame", () => {
    const record = new ScreenRecord();
    drawn(record, 4, 10_000);
    const { frames } = record.recording(1, MAP);
    expect(frames[0]!.at).toBeLessThan(-3000);
    expect(frames.at(-1)!.own.x).toBe(10_000);
  });

  it("is of one life", () => {
    const record = new ScreenRecord();
    drawn(record, 20, 10_000, (now) => now < 8000 || now > 9000);
    expect(record.recording(1, MAP).frames[0]!.own.x).toBe(9020);
    const dead = new ScreenRecord();
    drawn(dead, 20, 10_000, (now) => now < 9960);
    expect(dead.recording(1, MAP).frames.at(-1), "frames after the end are left out").toMatchObject({
      at: 0,
      own: { x: 9940 },
    });
    record.clear();
    expect(record.recording(1, MAP).frames).toEqual([]);
  });

  it("remembers bolts for some seconds, each once", () => {
    const record = new ScreenRecord();
    const bolts = new Map<string, { owner: number; shot: number; born: number }>();
    for (let tick = 1; tick <= 400; tick++) {
      if (tick % 10 === 0) bolts.set(String(tick), { owner: 2, shot: tick, born: tick });
      bolts.delete(String(tick - 30));
      record.patched({ tick, bolts } as never);
    }
    const { births } = record.recording(400, MAP);
    expect(births.map(({ born }) => born)).toEqual([
      250, 260, 270, 280, 290, 300, 310, 320, 330, 340, 350, 360, 370, 380, 390, 400,
    ]);
  });
});
