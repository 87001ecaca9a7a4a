/** The button of a live match: shows whether the picture is at the live edge, and returns there. */
import { element, onChange } from "../shell/dom.ts";
import type { LiveEdge } from "./liveEdge.ts";

export function createLiveButton(edge: LiveEdge): { readonly element: HTMLElement; frame(): void } {
  const made = element("button", "replay-live", element("span", "live-dot"), "Live");
  made.type = "button";
  made.addEventListener("click", () => edge.follow(performance.now()));
  const set = onChange((isLive: boolean) => {
    made.classList.toggle("on", isLive);
    made.setAttribute("aria-pressed", String(isLive));
    made.title = isLive ? "This is the latest that may be seen" : "To the latest (L)";
  });
  return { element: made, frame: () => set(edge.isFollowing) };
}
