/** What lies over what in the HUD of a page, by geometry. */
import type { Page } from "playwright-core";

/** @param scale of the HUD; "large": the one that the page has set */
export const setLook = (page: Page, scale: string, hand: "left" | "right") =>
  page.evaluate(
    ([scale, hand]) => {
      const { style, dataset } = document.documentElement;
      if (scale !== "large") style.setProperty("--hud-scale", scale);
      dataset.hand = hand;
      style.setProperty("--stick-scale", hand === "left" ? "1.5" : "1");
    },
    [scale, hand] as const,
  );

/** @returns what lies over what, and what reaches over an edge */
export const faultsOf = (page: Page) =>
  page.evaluate(() => {
    // A line that glides to its place may be over another one for a moment.
    for (const one of document.getAnimations())
      if (one.effect!.getComputedTiming().endTime !== Infinity) one.finish();
    // Notices lie over the leaders on a narrow screen, for seconds.
    for (const notice of document.querySelectorAll(".toast")) notice.remove();
    const parts = [
      ...document.querySelectorAll(
        ".place:not(.under, .over) > *, .touch-button, .tools > *, .kill, .leader",
      ),
    ].filter((part) => part.checkVisibility({ opacityProperty: true, visibilityProperty: true }));
    const boxes = parts
      .map((part) => ({ part, box: part.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1);
    const nameOf = ({ part }: (typeof boxes)[0]) => part.getAttribute("aria-label") ?? part.className;
    const faults: string[] = [];
    for (const one of boxes) {
      const { left, top, right, bottom } = one.box;
      if (left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5)
        faults.push(`${nameOf(one)} reaches over the edge`);
      for (const other of boxes) {
        if (other === one || other.part.contains(one.part) || one.part.contains(other.part)) continue;
        const wide = Math.min(right, other.box.right) - Math.max(left, other.box.left);
        const high = Math.min(bottom, other.box.bottom) - Math.max(top, other.box.top);
        if (boxes.indexOf(other) > boxes.indexOf(one) && wide > 0.5 && high > 0.5)
          faults.push(`${nameOf(one)} and ${nameOf(other)}: ${Math.round(wide)} × ${Math.round(high)}`);
      }
    }
    return faults;
  });
