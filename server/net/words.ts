/** What people may say to each other: visible, readable, and, where the operator wants that, clean. */
import { hasSwearing, maskSwearing } from "./profanity.ts";

export interface Words {
  /** @returns whether it is no name to call somebody by */
  isFoul(text: string): boolean;
  /** @returns the text with swear words masked */
  clean(text: string): string;
}

/** @param filters the operator's choice; see PROFANITY_FILTER in env.ts */
export const wordsOf = (filters: boolean): Words =>
  filters ? { isFoul: hasSwearing, clean: maskSwearing } : { isFoul: () => false, clean: (text) => text };
