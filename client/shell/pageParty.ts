/**
 * The party of the player: its code in the page's address, its panels, and the offer to follow it to another
 * room.
 */
import { readPartyCode } from "../../shared/party.ts";
import type { GamePage } from "../page.ts";
import { Party } from "../session/party.ts";
import { mayStream } from "../session/streaming.ts";
import type { AnySession } from "../session/view.ts";
import { linkToParty } from "./links.ts";
import { pageOf } from "./pageAddress.ts";
import { createPartyOffer } from "./partyOffer.ts";
import { createPartyPanel, type PartyPanel } from "./partyPanel.ts";

export interface PagePartyOptions {
  /** Address of the server. */
  readonly url: string;
  readonly pages: readonly [GamePage, ...GamePage[]];
  /** Query of the page's address; it follows changes of the party. */
  readonly query: URLSearchParams;
  /** Name of the room that Play leads to. */
  readonly room: string;
  /** @returns token and name of a player who looks at the front page */
  visitor(): Promise<{ token: string; name: string } | undefined>;
  /** @returns the session that is played; undefined on the front page */
  playing(): AnySession | undefined;
  /** @returns the session that is shown, even behind the front page */
  session(): AnySession | undefined;
  /**
   * Called when the player follows the party. Rejects when that failed.
   * @param mode name of the party's room
   */
  onFollow(mode: string): Promise<void>;
  /** @returns why following failed */
  describeError(error: unknown): string;
}

export interface PageParty {
  readonly party: Party;
  /** Shows or hides the offer to follow the party; call it when another page or session is shown. */
  offer(): void;
  /** @returns a new panel; the front page and the menu have one each */
  createPanel(): PartyPanel;
}

export function createPageParty(options: PagePartyOptions): PageParty {
  const { url, pages, query, room, playing, session } = options;
  const titleOf = (mode: string): string => {
    const game = pageOf(pages, mode);
    return game?.modes?.[mode]?.title ?? game?.title ?? mode;
  };
  const code = readPartyCode(query.get("party") ?? "");
  const panels: PartyPanel[] = [];
  const isShown = (): boolean => panels.some(({ panel }) => panel.getClientRects().length > 0);
  const party = new Party({
    ...{ url, code, visitor: options.visitor, isShown },
    mayStream: () => mayStream(session()),
  });
  /** Keeps the code in the address, so that a reload leads to the same party. */
  function addParty(): void {
    const here = new URL(location.href);
    for (const to of [here.searchParams, query])
      if (party.code === undefined) to.delete("party");
      else to.set("party", party.code);
    history.replaceState(null, "", here);
  }
  const box = createPartyOffer({ ...options, titleOf });
  document.body.append(box.element);
  const offer = (): void => {
    const played = playing();
    box.show(played && party.elsewhere(played));
  };
  party.onChange(() => {
    addParty();
    offer();
  });
  return {
    ...{ party, offer },
    createPanel() {
      const panel = createPartyPanel({
        ...{ party, titleOf },
        link() {
          const mode = session()?.room ?? room;
          return linkToParty(party.code!, mode === pages[0].rooms[0] ? undefined : mode);
        },
        onMake: () => party.make(playing()),
        onLeave: () => party.leave(),
      });
      panels.push(panel);
      return panel;
    },
  };
}
