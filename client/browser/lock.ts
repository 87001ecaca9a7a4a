/** A lock over all tabs of a browser, if the browser supports locks. */

/** Other tabs continue without the lock after this time, ms, because a tab may freeze while it holds the lock. */
const PATIENCE = 10_000;

/** Calls `work` exactly once; under the lock if the browser allows locks. @throws the error of `work` */
export async function withLock<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
  let done: Promise<Value> | undefined;
  const once = (): Promise<Value> => {
    done ??= work();
    return done;
  };
  try {
    await navigator.locks.request(name, { signal: AbortSignal.timeout(PATIENCE) }, once);
  } catch {
    // No locks (plain HTTP), forbidden (blocked site data), not granted in time, or `work` has failed: `once` then throws again.
  }
  return once();
}
