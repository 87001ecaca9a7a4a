/** The choice of the followed player: every player in the match by name, and the free camera. */
import { markedName } from "../../shared/names.ts";
import { element } from "../shell/dom.ts";
import { inSentence } from "../shell/format.ts";
import { words } from "../strings/index.ts";

export interface Watched {
  /** Key of the player's entity. */
  readonly key: string;
  readonly name: string;
  readonly bot?: boolean | undefined;
}

export interface Subjects {
  readonly element: HTMLElement;
  show(all: readonly Watched[], followed: string): void;
}

/** @param choose called with the key of an entity; empty: the free camera */
export function createSubjects(choose: (key: string) => void): Subjects {
  const select = element("select", "replay-subject");
  select.setAttribute("aria-label", words.watch.follow);
  select.addEventListener("change", () => choose(select.value));
  let shown = "";
  return {
    element: select,
    show(all, followed) {
      const looks = JSON.stringify(all);
      // An open list must not change under the pointer.
      if (looks !== shown && document.activeElement !== select) {
        shown = looks;
        select.replaceChildren(
          optionOf("", words.watch.freeCamera),
          ...all.map(({ key, name, bot }) => optionOf(key, markedName(inSentence(name), bot))),
        );
      }
      const isListed = all.some(({ key }) => key === followed);
      if (document.activeElement !== select) select.value = isListed ? followed : "";
    },
  };
}

function optionOf(key: string, label: string): HTMLOptionElement {
  const option = element("option", "", label);
  option.value = key;
  return option;
}
