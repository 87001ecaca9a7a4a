/** Remembers the player's name between visits, where the browser allows it. */
import { NAME_LIMIT } from "../../shared/protocol.ts";
import { cutToFit } from "../../shared/text.ts";
import { keep, recall } from "../browser/storage.ts";

const KEY = "skirmish.name";

/** @returns the name of the last visit, or "" */
export const rememberedName = (): string => cutToFit(recall(KEY), NAME_LIMIT);

export const rememberName = (name: string): void => keep(KEY, name);
