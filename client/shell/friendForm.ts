/** The form to join a friend: by a link that the friend has sent, or by the friend's name. */
import { words } from "../strings/index.ts";
import { element } from "./dom.ts";

/** The target of a link or a name. */
export interface Invited {
  /** Name of a room. */
  readonly room?: string;
  /** Id of a room. */
  readonly at?: string;
  /** Name of a player. */
  readonly friend?: string;
}

/**
 * @param typed a link to a room, or the name of a player
 * @param page address of this page
 * @returns a URL for a link to another server; undefined when nothing was typed
 */
export function readInvitation(typed: string, page: string): Invited | URL | undefined {
  const text = typed.trim();
  if (text === "") return undefined;
  const isLink = /^https?:\/\/|^[\w.-]+(?::\d+)?\/\S*\?|^\?/i.test(text);
  if (!isLink) return { friend: text };
  let link: URL;
  try {
    link = new URL(/^(?:https?:|\?)/i.test(text) ? text : `${new URL(page).protocol}//${text}`, page);
  } catch {
    return { friend: text };
  }
  const here = new URL(page);
  if (link.origin !== here.origin) return link;
  const [room, at, friend, party] = ["room", "at", "friend", "party"].map((name) =>
    link.searchParams.get(name),
  );
  // The page of a party shows whose it is.
  if (party || (!room && !at && !friend)) return link;
  return { ...(room && { room }), ...(at && { at }), ...(friend && { friend }) };
}

/** @param onJoin called when a form with text is submitted */
export function createFriendForm(onJoin: (where: Invited | URL) => void): HTMLElement {
  const input = element("input", "friend-input");
  Object.assign(input, {
    ...{ id: "friend", type: "text", placeholder: words.front.linkOrName },
    ...{ autocomplete: "off", spellcheck: false, enterKeyHint: "go", maxLength: 400 },
  });
  const label = element("label", "lobby-title", words.front.joinFriend);
  label.htmlFor = input.id;
  const join = element("button", "friend-join", words.front.join);
  join.type = "submit";
  const form = element("form", "friend", label, element("div", "friend-row", input, join));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const where = readInvitation(input.value, location.href);
    if (where === undefined) input.focus();
    else onJoin(where);
  });
  return form;
}
