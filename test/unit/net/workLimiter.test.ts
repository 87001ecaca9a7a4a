import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { WorkLimiter } from "../../../server/net/workLimiter.ts";

/**
 * Requests that arrive in one turn of the event loop, each in a callback of its own.
 * @returns when each was done
 */
function arrive(count: number, turns: WorkLimiter, ms: number): { done: number[]; turnOf: number[] } {
  const [done, turnOf]: [number[], number[]] = [[], []];
  let turn = 0;
  const nextOne = (): void => {
    turn++;
    if (done.length < count) setImmediate(nextOne);
  };
  for (let who = 0; who < count; who++)
    setImmediate(async () => {
      await turns.take();
      // Like a request: first settled promises, then a pause.
      await null;
      const end = performance.now() + ms;
      while (performance.now() < end);
      done.push(who);
      turnOf.push(turn);
    });
  setImmediate(nextOne);
  return { done, turnOf };
}

const sizesOf = (turnOf: readonly number[]): number[] =>
  [...Map.groupBy(turnOf, (turn) => turn).values()].map((all) => all.length);

it("costly requests are admitted a few in each turn of the event loop, in order", async () => {
  const { done, turnOf } = arrive(12, new WorkLimiter(5), 2);
  while (done.length < 12) await nextTurn();
  expect(done).toEqual(Array.from({ length: 12 }, (_, who) => who));
  // Three fit into the time of a turn. The first arrivals share one turn, and the waiting requests the next.
  expect(Math.max(...sizesOf(turnOf)), "in one turn").toBeLessThanOrEqual(3);
});

it("a request that takes longer than a turn gets a separate turn", async () => {
  const { done, turnOf } = arrive(4, new WorkLimiter(1), 3);
  while (done.length < 4) await nextTurn();
  expect(sizesOf(turnOf)).toEqual([1, 1, 1, 1]);
});

it("a single request is admitted at once, even after a crowd", async () => {
  const turns = new WorkLimiter(5);
  expect(turns.take()).toBeUndefined();
  const { done } = arrive(5, turns, 3);
  while (done.length < 5) await nextTurn();
  await nextTurn();
  expect(turns.take()).toBeUndefined();
});
