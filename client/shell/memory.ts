/** Remembers the player's name between visits, and the transport of a tab, if the browser allows storage. */
import { NAME_LIMIT } from "../../shared/protocol.ts";
import { cutToFit } from "../../shared/text.ts";
import { keep, recall, tabStorage } from "../browser/storage.ts";

const KEY = "skirmish.name";

/** @returns the name of the last visit; "" without one */
export const rememberedName = (): string => cutToFit(recall(KEY), NAME_LIMIT);

export const rememberName = (name: string): void => keep(KEY, name);

const TRANSPORT_KEY = "skirmish.transport";

/** Until the tab is closed: where WebSockets are blocked, a reload does not try one first. */
export const rememberedTransport = {
  recall: (): string => tabStorage.recall(TRANSPORT_KEY),
  keep: (transport: string): void => tabStorage.keep(TRANSPORT_KEY, transport),
};
