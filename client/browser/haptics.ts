/** Vibration of a phone. */

/** Does nothing before the first touch, and in a browser without vibration. @param ms duration */
export function vibrate(ms: number): void {
  if (!document.documentElement.classList.contains("touched")) return;
  // Without a user gesture browsers refuse, and log a warning.
  if (navigator.userActivation?.hasBeenActive === false) return;
  navigator.vibrate?.(ms);
}
