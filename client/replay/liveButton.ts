/** The button of a live match: shows whether the picture is at the live edge, and returns there. */

import { element, onChange } from "../shell/dom.ts";
import { words } from "../strings/index.ts";
import type { LiveEdge } from "./liveEdge.ts";

export function createLiveButton(edge: LiveEdge): { readonly element: HTMLElement; frame(): void } {
  const made = element("button", "replay-live", element("span", "live-dot"), words.watch.live);
  made.type = "button";
  made.addEventListener("click", () => edge.follow(performance.now()));
  const set = onChange((isLive: boolean) => {
    made.classList.toggle("on", isLive);
    made.setAttribute("aria-pressed", String(isLive));
    made.title = isLive ? words.watch.isLatest : `${words.watch.toLatest} (L)`;
  });
  return { element: made, frame: () => set(edge.isFollowing) };
}
