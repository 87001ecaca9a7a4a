/** Communication between a page and public/unsupported.js. */

/** @returns whether the browser is too old: unsupported.js already says so, and the page must not start. */
export const isTooOld = (): boolean => document.documentElement.hasAttribute("data-too-old");

/**
 * Call once the page has started: from now on it reports errors itself. A message that unsupported.js shows is removed, because it
 * was caused by an error outside the page (for example in an extension).
 */
export function markStarted(): void {
  document.documentElement.dataset.started = "";
  delete document.documentElement.dataset.unsupported;
  document.querySelector("#unsupported")?.remove();
}
