/** While playing: the party has gone to another room, and a press follows it. */
import type { PartyElsewhere } from "../session/party.ts";
import { words } from "../strings/index.ts";
import { button, element, shownSetter } from "./dom.ts";

export interface PartyOffer {
  readonly element: HTMLElement;
  /** @param where undefined: nothing is offered */
  show(where: PartyElsewhere | undefined): void;
}

/** @param titleOf the title of a mode. @param onFollow called with the mode that the party plays */
export function createPartyOffer(
  titleOf: (mode: string) => string,
  onFollow: (mode: string) => void,
): PartyOffer {
  let mode = "";
  /** The offer that the player has closed. */
  let refused: string | null = null;
  const line = element("p", "");
  const follow = button("friend-join", words.party.follow, () => onFollow(mode));
  const stay = button("party-stay", "×", () => {
    refused = line.textContent;
    show(false);
  });
  stay.setAttribute("aria-label", words.close);
  const box = element("section", "party-offer", line, follow, stay);
  box.setAttribute("aria-label", words.party.title);
  box.dataset.padFocus = "";
  const say = element("p", "visually-hidden");
  say.setAttribute("role", "status");
  const show = shownSetter(box);
  return {
    element: element("div", "", box, say),
    show(where) {
      const text = where === undefined ? "" : words.party.gone(where.names.join(", "), titleOf(where.mode));
      if (line.textContent !== text) line.textContent = say.textContent = text;
      mode = where?.mode ?? "";
      if (where === undefined) refused = null;
      show(where !== undefined && text !== refused);
    },
  };
}
