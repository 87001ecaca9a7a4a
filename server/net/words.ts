/** What people may say to each other: visible, readable, and, where the operator wants that, clean. */
import { hasSwearing, maskSwearing } from "./profanity.ts";

/** The operator's choice; see PROFANITY_FILTER in env.ts. */
export const words = { filter: true };

/** @returns whether it is no name to call somebody by */
export const isFoul = (text: string): boolean => words.filter && hasSwearing(text);

/** @returns the text with swear words masked */
export const clean = (text: string): string => (words.filter ? maskSwearing(text) : text);
