/** The choice of the process for a new room. */
import { describe, expect, it } from "vitest";
import { choose, isOpen, RecentlyPlaced } from "../../../server/cluster/placement.ts";
import { headroomOf } from "../../../server/ops/load.ts";

const process = (id: string, headroom: number, more: object = {}) => ({
  id,
  headroom,
  state: "ready" as const,
  rooms: 1,
  players: 10,
  capacity: 100,
  keepsUp: true,
  ...more,
});

describe("[CL1] a new room goes to the process with the most headroom", () => {
  it("however many rooms that process has", () => {
    expect(choose([process("a", 0.4, { rooms: 0 }), process("b", 0.7, { rooms: 9 })])).toBe("b");
  });

  it("or, if equal, to the one with fewer rooms", () => {
    expect(choose([process("a", 0.5, { rooms: 3 }), process("b", 0.5, { rooms: 2 })])).toBe("b");
  });

  it("never to one that drains or is full", () => {
    const draining = process("a", 0.9, { state: "draining" });
    const full = process("b", 0.8, { players: 100 });
    expect(choose([draining, full, process("c", 0.1)])).toBe("c");
    expect(choose([draining, full])).toBeUndefined();
    const late = process("d", 0.9, { keepsUp: false });
    expect(choose([late, process("c", 0.1)]), "its rooms do not keep up").toBe("c");
    expect([draining, full, late].some(isOpen)).toBe(false);
  });

  it("to a busy one if there is no other", () => {
    expect(choose([process("a", 0)])).toBe("a");
  });

  it("not to the same process twice before the first room shows in its load", () => {
    let now = 0;
    const placed = new RecentlyPlaced(() => now);
    const both = [process("a", 0.62), process("b", 0.6)];
    const next = (): string => {
      const id = choose(both, (one) => placed.count(one))!;
      placed.note(id);
      return id;
    };
    expect([next(), next(), next(), next()]).toEqual(["a", "b", "a", "b"]);
    now = 10_000;
    expect(next(), "the room shows in the heartbeat by now").toBe("a");
  });
});

it("headroom is the free share of the scarcest resource, and never negative", () => {
  const load = { ticks: 0.2, lag: 0.1, memory: 0.3, seats: 0, io: 0 };
  expect(headroomOf(load)).toBeCloseTo(0.7);
  expect(headroomOf({ ...load, seats: 0.9 })).toBeCloseTo(0.1);
  expect(headroomOf({ ...load, ticks: 1.5 })).toBe(0);
});
