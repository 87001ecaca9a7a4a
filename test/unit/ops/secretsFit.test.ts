/**
 * How the log, the metrics, the console and the terminal describe differences between the secrets of
 * processes.
 */
import { expect, it } from "vitest";
import { fitOf } from "../../../shared/operators.ts";

it.each([
  [["a"], ["a"], "same"],
  [["a", "b"], ["a", "b"], "same"],
  // The steps of replacing a secret, each beside the step before.
  [["a"], ["a", "b"], "differ"],
  [["b", "a"], ["a", "b"], "same"],
  [["b"], ["b", "a"], "differ"],
  // A skipped step.
  [["a"], ["b", "a"], "apart"],
  [["b"], ["a", "b"], "apart"],
  [["a"], ["b"], "apart"],
  // A process of an earlier version does not report its secrets.
  [["a"], undefined, "same"],
] as const)("[ID6] %j beside %j: %s", (a, b, fit) => {
  expect(fitOf(a, b)).toBe(fit);
  expect(fitOf(b, a)).toBe(fit);
});
