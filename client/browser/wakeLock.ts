/** Keeps the screen on while a match is shown: a player who waits for a respawn touches nothing for a while. */

/** Where the browser has no wake lock, or forbids it, nothing happens. @returns lets the screen go off again */
export function keepScreenOn(): () => void {
  let lock: WakeLockSentinel | undefined;
  let isOver = false;
  const take = async (): Promise<void> => {
    // The browser releases it when the page is hidden.
    if (isOver || document.hidden || (lock !== undefined && !lock.released)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch {
      // Plain HTTP, an old browser, or a battery that is nearly empty.
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
