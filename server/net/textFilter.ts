/** What people may say to each other: visible, readable, and, where the operator wants that, clean. */
import { hasSwearing, maskSwearing } from "./profanity.ts";

export interface TextFilter {
  /** @returns whether it is no name to call somebody by */
  isProfane(text: string): boolean;
  /** @returns the text with swear words masked */
  clean(text: string): string;
}

/** @param filters the operator's choice; see PROFANITY_FILTER in env.ts */
export const createTextFilter = (filters: boolean): TextFilter =>
  filters
    ? { isProfane: hasSwearing, clean: maskSwearing }
    : { isProfane: () => false, clean: (text) => text };
