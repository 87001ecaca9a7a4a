/** The link from the end of a round to its replay. It opens a new tab, so that the player keeps the seat. */
import type { AnySession } from "../session/view.ts";
import { words } from "../strings/index.ts";
import { element, onChange, shownSetter } from "./dom.ts";
import type { HudOptions } from "./part.ts";

export interface ReplayLink {
  readonly element: HTMLElement;
  /** @param at seconds of the match at which the replay begins; undefined hides the link */
  set(session: AnySession, at: number | undefined): void;
}

export function createReplayLink({ replayOf }: Pick<HudOptions, "replayOf">): ReplayLink {
  const link = element("a", "replay-link", words.replays.watch);
  link.target = "_blank";
  link.rel = "noopener";
  const show = shownSetter(link);
  const setAddress = onChange((address: string) => {
    link.href = address;
  });
  return {
    element: link,
    set(session, at) {
      const address = at === undefined ? undefined : replayOf?.(session, at);
      show(address !== undefined);
      if (address !== undefined) setAddress(address);
    },
  };
}
