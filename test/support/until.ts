/** Waits for a condition instead of a fixed time. */
import { setTimeout as wait } from "node:timers/promises";

/**
 * @param condition may be asynchronous
 * @param what the condition in words, for the error
 * @throws when it is not true within `limitMs`, which is far longer than it should take
 */
export async function until(condition: () => unknown, what: string, limitMs = 120_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`timeout: waited ${limitMs / 1000} s for ${what}`);
    await wait(10);
  }
}
