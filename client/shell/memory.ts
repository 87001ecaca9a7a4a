/** Remembers the player's name between visits, if the browser allows storage. */
import { NAME_LIMIT } from "../../shared/protocol.ts";
import { cutToFit } from "../../shared/text.ts";
import { keep, recall } from "../browser/storage.ts";

const KEY = "skirmish.name";

/** @returns the name of the last visit, or "" */
export const rememberedName = (): string => cutToFit(recall(KEY), NAME_LIMIT);

export const rememberName = (name: string): void => keep(KEY, name);
