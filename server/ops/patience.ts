/** Operators wait longer for a slow Redis than players who ask for a seat. */
import { setTimeout as wait } from "node:timers/promises";

/** How long a question that fails is asked again, ms, and how long after a failure. */
const LIMIT = 2000;
const PAUSE = 100;

/**
 * @param ask changes nothing, and fails while Redis does not answer
 * @throws its error, once it has failed for `LIMIT`
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const end = performance.now() + LIMIT;
  for (;;)
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > end) throw error;
      await wait(PAUSE);
    }
}
