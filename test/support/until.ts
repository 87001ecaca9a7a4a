/** Waiting for a condition, not for a time. */
import { setTimeout as wait } from "node:timers/promises";

/**
 * @param condition may be asynchronous
 * @param what what is waited for, for the message
 * @throws when it has not come true within `limitMs`: far longer than it ever takes
 */
export async function until(condition: () => unknown, what: string, limitMs = 40_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs / 1000} s in vain for ${what}`);
    await wait(10);
  }
}
