/** How the secrets of processes fit together, as log, metric, console and terminal say it. */
import { expect, it } from "vitest";
import { fitOf } from "../../../shared/operators.ts";

it.each([
  [["a"], ["a"], "same"],
  [["a", "b"], ["a", "b"], "same"],
  // The steps of replacing one, each beside the one before.
  [["a"], ["a", "b"], "differ"],
  [["b", "a"], ["a", "b"], "same"],
  [["b"], ["b", "a"], "differ"],
  // A step that was skipped.
  [["a"], ["b", "a"], "apart"],
  [["b"], ["a", "b"], "apart"],
  [["a"], ["b"], "apart"],
  // A process of an earlier version says nothing.
  [["a"], undefined, "same"],
] as const)("[ID6] %j beside %j: %s", (a, b, fit) => {
  expect(fitOf(a, b)).toBe(fit);
  expect(fitOf(b, a)).toBe(fit);
});
