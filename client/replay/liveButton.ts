/** The button of a live match: shows whether the picture is at the live edge, and returns there. */
import { element, formButton, onChange } from "../shell/dom.ts";
import { words } from "../strings/index.ts";
import type { LiveEdge } from "./liveEdge.ts";

export function createLiveButton(edge: LiveEdge): { readonly element: HTMLElement; frame(): void } {
  const made = formButton("replay-live", element("span", "live-dot"), () => edge.follow(performance.now()));
  made.append(words.watch.live);
  const set = onChange((isLive: boolean) => {
    made.classList.toggle("on", isLive);
    made.setAttribute("aria-pressed", String(isLive));
    made.title = isLive ? words.watch.isLatest : `${words.watch.toLatest} (L)`;
  });
  return { element: made, frame: () => set(edge.isFollowing) };
}
