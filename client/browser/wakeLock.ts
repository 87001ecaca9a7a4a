/** Keeps the screen on while a match is shown, because a player who waits for a respawn touches nothing. */

/**
 * Does nothing in a browser that lacks wake locks or forbids them.
 * @returns a function that releases the wake lock
 */
export function keepScreenOn(): () => void {
  let lock: WakeLockSentinel | undefined;
  let isOver = false;
  const take = async (): Promise<void> => {
    // The browser releases the lock when the page is hidden.
    if (isOver || document.hidden || (lock !== undefined && !lock.released)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch {
      // Plain HTTP, an old browser, or a low battery.
    }
    if (isOver) void lock?.release();
  };
  document.addEventListener("visibilitychange", take);
  void take();
  return () => {
    isOver = true;
    document.removeEventListener("visibilitychange", take);
    void lock?.release();
  };
}
