import { expect, it } from "vitest";
import { Rewind } from "../../../client/session/rewind.ts";
import { REWIND, TICK_MS } from "../../../shared/config.ts";

it("the rewind of a shot is the time from what its screen showed to the tick that flew it", () => {
  const rewind = new Rewind();
  for (let seq = 1; seq <= 5; seq++) rewind.sent(seq, (90 + seq) * REWIND.parts);
  rewind.acknowledged(0, 100);
  expect(rewind.depth, "before anything is known").toBe(0);
  rewind.acknowledged(3, 100);
  expect(rewind.depth, "shown: 93").toBeCloseTo(7 * TICK_MS);
  rewind.acknowledged(3, 101);
  expect(rewind.depth, "nothing new was flown").toBeCloseTo(7 * TICK_MS);
  rewind.acknowledged(5, 102);
  expect(rewind.depth).toBeCloseTo(7 * TICK_MS);
});

it("inputs of a link that broke say nothing about the new one", () => {
  const rewind = new Rewind();
  rewind.sent(1, 10 * REWIND.parts);
  rewind.forget();
  rewind.acknowledged(1, 500);
  expect(rewind.depth).toBe(0);
});
