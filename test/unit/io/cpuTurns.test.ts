import { expect, it } from "vitest";
import { type CpuTurns, cpuTurnsOf, hadNoTurn, systemThreadId } from "../../../server/io/cpuTurns.ts";

const START: CpuTurns = { ran: 1000, waited: 500, isRunnable: false };
const after = (ran: number, waited: number, isRunnable = false): CpuTurns => ({
  ...{ ran: 1000 + ran, waited: 500 + waited, isRunnable },
});

it.each([
  ["that waits for a core all the time", after(2, 790), true],
  ["that has waited for a core since before, and still does", after(0, 0, true), true],
  ["that gets a core now and then, for too short a time", after(80, 600), true],
  ["that runs without end on a core of its own", after(800, 0, true), false],
  ["that runs without end on a busy machine", after(300, 500, true), false],
  ["that waits for something else than a core", after(0, 0), false],
])("[IO3] a thread %s within 800 ms", (_, now, noTurn) => {
  expect(hadNoTurn(START, now, 800)).toBe(noTurn);
});

it("this thread is found among those of the process, and runs", () => {
  const before = cpuTurnsOf(systemThreadId())!;
  for (const end = performance.now() + 50; performance.now() < end; );
  expect(cpuTurnsOf(systemThreadId())!.ran).toBeGreaterThan(before.ran);
  expect(before.isRunnable).toBe(true);
  expect(cpuTurnsOf(2 ** 30), "no such thread").toBeUndefined();
});
