/** While playing: the party has gone to another room, and a press follows it. */
import type { PartyElsewhere } from "../session/party.ts";
import { words } from "../strings/index.ts";
import { button, element, shownSetter } from "./dom.ts";
import { inSentence } from "./format.ts";

export interface PartyOffer {
  readonly element: HTMLElement;
  /** @param where undefined: nothing is offered */
  show(where: PartyElsewhere | undefined): void;
}

export interface PartyOfferOptions {
  /** @returns the title of a mode */
  titleOf(mode: string): string;
  /** Goes to the party. Rejects when that failed. @param mode name of the party's room */
  onFollow(mode: string): Promise<void>;
  /** @returns why following failed */
  describeError(error: unknown): string;
}

export function createPartyOffer({ titleOf, onFollow, describeError }: PartyOfferOptions): PartyOffer {
  let mode = "";
  /** The offer that the player has closed. */
  let refused: string | null = null;
  const [line, fault] = [element("p", ""), element("p", "party-fault")];
  fault.setAttribute("role", "alert");
  const follow = button("friend-join", words.party.follow, async () => {
    fault.textContent = "";
    follow.disabled = true;
    try {
      await onFollow(mode);
    } catch (error) {
      fault.textContent = describeError(error);
    } finally {
      follow.disabled = false;
    }
  });
  const stay = button("party-stay", "×", () => {
    refused = line.textContent;
    show(false);
  });
  stay.setAttribute("aria-label", words.close);
  const box = element("section", "party-offer", element("div", "", line, fault), follow, stay);
  box.setAttribute("aria-label", words.party.title);
  // Shown while the player flies.
  box.dataset.padFocus = "cross";
  const say = element("p", "visually-hidden");
  say.setAttribute("role", "status");
  const show = shownSetter(box);
  return {
    element: element("div", "", box, say),
    show(where) {
      const names = where?.names.map(inSentence).join(", ") ?? "";
      const text = where === undefined ? "" : words.party.gone(names, titleOf(where.mode));
      if (line.textContent !== text) {
        line.textContent = say.textContent = text;
        fault.textContent = "";
      }
      mode = where?.mode ?? "";
      if (where === undefined) refused = null;
      show(where !== undefined && text !== refused);
    },
  };
}
