/**
 * Repeats a query of an operator that fails while Redis does not answer: operators may wait longer than
 * players for a seat.
 */
import { setTimeout as wait } from "node:timers/promises";

/** Time limit of the repeated query, ms. */
const LIMIT = 2000;
/** Pause after a failure, ms. */
const PAUSE = 100;

/**
 * @param query changes nothing, and fails while Redis does not answer
 * @throws the error of the query, once it has failed for `LIMIT`
 */
export async function retryQuery<T>(query: () => Promise<T>): Promise<T> {
  const end = performance.now() + LIMIT;
  for (;;)
    try {
      return await query();
    } catch (error) {
      if (performance.now() > end) throw error;
      await wait(PAUSE);
    }
}
