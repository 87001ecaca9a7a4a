/**
 * The texts of the pages for players, in the language of the page. Operators' pages and logs are in English.
 */
import { de } from "./de.ts";
import { en, type Words } from "./en.ts";
import { language } from "./language.ts";

export const words: Words = { en, de }[language];
