/**
 * Texts that a page shows for a few seconds only. Playwright looks into the page twice a second at most, and each
 * look takes long on a busy machine: here the page itself notes that it has shown the text.
 */
import type { Page } from "playwright-core";
import { until } from "./until.ts";

/** @param act makes the page show the text, and does not leave the page */
export async function showsAfter(page: Page, text: RegExp, act: () => Promise<unknown>): Promise<void> {
  const noted = await page.evaluateHandle(
    ([source, flags]) => {
      const [noted, wanted] = [{ isShown: false }, new RegExp(source, flags)];
      // Browsers from before 2024 lack `checkVisibility`.
      const isVisible = (node: Node): boolean =>
        ((node instanceof Element ? node : node.parentElement)?.getClientRects().length ?? 0) > 0;
      const observer = new MutationObserver((changes) => {
        const nodes = changes.flatMap(({ target, addedNodes }) => [target, ...addedNodes]);
        if (!nodes.some((node) => wanted.test(node.textContent ?? "") && isVisible(node))) return;
        noted.isShown = true;
        observer.disconnect();
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true });
      return noted;
    },
    [text.source, text.flags] as const,
  );
  await act();
  await until(() => noted.evaluate(({ isShown }) => isShown), `the page to show ${text}`);
}
