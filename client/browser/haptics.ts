/** Lets a phone vibrate. */

/** @param ms how long; nothing happens where a mouse or keys are used, or where the browser cannot */
export function vibrate(ms: number): void {
  if (!document.documentElement.classList.contains("touched")) return;
  // Before the first touch browsers refuse, and write so into their console.
  if (navigator.userActivation?.hasBeenActive === false) return;
  navigator.vibrate?.(ms);
}
