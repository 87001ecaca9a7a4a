/** The operator's filter for names and chat: swear words are refused in names and masked in chat. */
import { hasSwearing, maskSwearing } from "./profanity.ts";

export interface TextFilter {
  /** @returns whether the text is unfit as a name */
  isProfane(text: string): boolean;
  /** @returns the text with swear words masked */
  clean(text: string): string;
}

/** @param filters the operator's choice; see PROFANITY_FILTER in env.ts */
export const createTextFilter = (filters: boolean): TextFilter =>
  filters
    ? { isProfane: hasSwearing, clean: maskSwearing }
    : { isProfane: () => false, clean: (text) => text };
