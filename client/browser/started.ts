/** What a page and public/unsupported.js tell each other. */

/** @returns whether the browser is too old: the page says so already, and must not start behind that. */
export const isTooOld = (): boolean => document.documentElement.hasAttribute("data-too-old");

/**
 * The page stands, and says itself what goes wrong from now on. What unsupported.js has said so far was about an error that is
 * none of this page's (an extension's, say), and goes away.
 */
export function markStarted(): void {
  document.documentElement.dataset.started = "";
  document.querySelector("#unsupported")?.remove();
}
