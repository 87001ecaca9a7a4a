/** A lock across all tabs of a browser, if the browser supports locks. */

/**
 * A tab continues without the lock after this time, ms, because the tab that holds the lock may be frozen.
 */
const TIMEOUT = 10_000;

/** Calls `work` exactly once; under the lock if the browser allows locks. @throws the error of `work` */
export async function withLock<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
  let done: Promise<Value> | undefined;
  const once = (): Promise<Value> => {
    done ??= work();
    return done;
  };
  try {
    await navigator.locks.request(name, { signal: AbortSignal.timeout(TIMEOUT) }, once);
  } catch {
    // Locks are absent (plain HTTP) or forbidden (blocked site data), the wait was too long, or `work` has
    // failed. In the last case `once` returns the same rejected promise.
  }
  return once();
}
