/** The choice of whom to follow: everyone in the match now, by name, and the free camera. */
import { element } from "../shell/dom.ts";
import { inSentence } from "../shell/format.ts";

export interface Watched {
  /** Of its entity. */
  readonly key: string;
  readonly name: string;
}

export interface Subjects {
  readonly element: HTMLElement;
  show(all: readonly Watched[], followed: string): void;
}

const FREE = "Free camera";

/** @param choose is called with the key of an entity; empty: nobody */
export function createSubjects(choose: (key: string) => void): Subjects {
  const select = element("select", "replay-subject");
  select.setAttribute("aria-label", "Follow");
  select.addEventListener("change", () => choose(select.value));
  let shown = "";
  return {
    element: select,
    show(all, followed) {
      const looks = JSON.stringify(all);
      // A list that is open must not change under the pointer.
      if (looks !== shown && document.activeElement !== select) {
        shown = looks;
        select.replaceChildren(
          optionOf("", FREE),
          ...all.map(({ key, name }) => optionOf(key, inSentence(name))),
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
