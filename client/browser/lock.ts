/** One piece of work at a time over all tabs of a browser, where the browser has locks. */

/** A tab may freeze while it holds the lock: the others go on without it after this time, ms. */
const PATIENCE = 10_000;

/** Does `work` once; alone, where the browser allows locks. @throws what `work` throws */
export async function withLock<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
  let done: Promise<Value> | undefined;
  const once = (): Promise<Value> => {
    done ??= work();
    return done;
  };
  try {
    await navigator.locks.request(name, { signal: AbortSignal.timeout(PATIENCE) }, once);
  } catch {
    // No locks (plain HTTP), forbidden (blocked site data), not granted in time, or the work failed: `once` tells which.
  }
  return once();
}
