/** Remembers the player's name between visits, where the browser allows it. */
import { NAME_LENGTH } from "../../shared/protocol.ts";
import { keep, recall } from "../browser/storage.ts";

const KEY = "skirmish.name";

/** @returns the name of the last visit, or "" */
export const rememberedName = (): string => recall(KEY).slice(0, NAME_LENGTH);

export const rememberName = (name: string): void => keep(KEY, name);
