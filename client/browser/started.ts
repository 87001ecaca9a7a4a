/** Communication between a page and public/unsupported.js. */

/** @returns whether the browser is too old: unsupported.js shows that, and the page must not start */
export const isTooOld = (): boolean => document.documentElement.hasAttribute("data-too-old");

/**
 * Call once the page has started; from then on the page reports errors itself. Removes a message of
 * unsupported.js, because an error outside the page (for example in an extension) caused it.
 */
export function markStarted(): void {
  document.documentElement.dataset.started = "";
  delete document.documentElement.dataset.unsupported;
  document.querySelector("#unsupported")?.remove();
}
