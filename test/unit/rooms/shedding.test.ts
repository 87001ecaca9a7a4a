import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Admission } from "../../../server/net/admission.ts";
import { SHEDDING_LEVEL, Shedding } from "../../../server/rooms/shedding.ts";
import { TICK_MS, TICK_RATE } from "../../../shared/tick.ts";

const admission = new Admission({
  maxPlayers: Number.POSITIVE_INFINITY,
  taken: () => 0,
  elsewhere: () => false,
  leaving: () => false,
});
let room: Shedding;
beforeEach(() => {
  room = new Shedding(admission);
});
afterEach(() => room.end());
/** Records steps of this duration in ms for this number of seconds. */
const run = (took: number, seconds: number): void => {
  for (let i = 0; i < seconds * TICK_RATE; i++) room.note(took);
};
/** Records such steps until the level changes. @returns the number of seconds */
function untilChange(took: number): number {
  for (let ticks = 1; ticks < 100 * TICK_RATE; ticks++) if (room.note(took)) return ticks / TICK_RATE;
  throw new Error(`steps of ${took} ms do not change the level`);
}
const sent = (): number => Array.from({ length: 30 }, (_, tick) => room.sends(tick)).filter(Boolean).length;

describe("[AD2] a room whose steps take longer than a tick", () => {
  it("first sends every other patch, then closes the process to new players, and reverts both", () => {
    run(10, 2);
    room.note(500);
    run(10, 2);
    expect([room.level, sent()], "a single spike").toEqual([SHEDDING_LEVEL.nothing, 30]);
    expect(untilChange(TICK_MS), "s").toBeGreaterThan(1);
    expect([room.level, sent(), admission.closed()]).toEqual([SHEDDING_LEVEL.patches, 15, undefined]);
    expect(untilChange(TICK_MS), "s").toBeGreaterThanOrEqual(1);
    expect([room.level, sent(), admission.closed()]).toEqual([SHEDDING_LEVEL.players, 15, "overloaded"]);
    expect(admission.fullFor()).toBeGreaterThan(0);
    run(5, 20);
    expect([room.level, sent(), admission.closed()]).toEqual([SHEDDING_LEVEL.nothing, 30, undefined]);
  });

  it("does not keep the process closed after its end", () => {
    while (room.level !== SHEDDING_LEVEL.players) untilChange(TICK_MS);
    expect(admission.closed()).toBe("overloaded");
    room.end();
    expect(admission.closed()).toBeUndefined();
  });

  it("[IO2] closes the process to nobody for an I/O thread that hung until it was replaced", () => {
    const levels = new Set<number>();
    // What it has not written has waited for longer and longer.
    for (let ticks = 1; ticks <= 1.4 * TICK_RATE; ticks++) {
      room.note(ticks * TICK_MS);
      levels.add(room.level);
    }
    for (let ticks = 1; ticks <= 20 * TICK_RATE; ticks++) {
      room.note(10);
      levels.add(room.level);
    }
    expect([...levels]).toEqual([SHEDDING_LEVEL.nothing, SHEDDING_LEVEL.patches]);
    expect(room.level).toBe(SHEDDING_LEVEL.nothing);
  });
});
