/** Waits for a condition instead of a fixed time. */
import { setTimeout as wait } from "node:timers/promises";

/**
 * @param condition may be asynchronous
 * @param what the condition in words, for the error
 * @throws when it is not true within `limitMs`, which is far longer than it should take; also while the
 * condition itself hangs
 */
export async function until(condition: () => unknown, what: string, limitMs = 120_000): Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  const limit = wait(limitMs, undefined, { signal }).then(() => {
    throw new Error(`timeout: waited ${limitMs / 1000} s for ${what}`);
  });
  const began = performance.now();
  const met = async (): Promise<void> => {
    while (!(await condition())) {
      if (signal.aborted) return;
      // Frequent polling would slow down the server or page that is awaited.
      await wait(Math.min(100, Math.max(10, (performance.now() - began) / 10)));
    }
  };
  try {
    await Promise.race([met(), limit]);
  } finally {
    ended.abort();
    limit.catch(() => {});
  }
}
