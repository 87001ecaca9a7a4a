import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { Turns } from "../../../server/net/turns.ts";

it("a crowd is let in a few in each turn of the event loop, in order, and whoever is alone at once", async () => {
  const turns = new Turns(3);
  const done: number[] = [];
  const come = async (who: number) => {
    await turns.take();
    done.push(who);
  };
  const crowd = Array.from({ length: 10 }, (_, who) => come(who));
  const sizes: number[] = [];
  while (done.length < 10) {
    await nextTurn();
    sizes.push(done.length);
  }
  await Promise.all(crowd);
  expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  // Who was let in during a turn has been counted at its end or at the next one's.
  const steps = sizes.map((size, i) => size - (sizes[i - 1] ?? 0));
  expect(Math.max(...steps), "in one turn").toBeLessThanOrEqual(6);
  expect(sizes.length).toBeGreaterThanOrEqual(3);
  await nextTurn();
  expect(turns.take()).toBeUndefined();
});
