/** The texts of Skirmish, in the language of the page. */
import { language } from "../../../../client/strings/language.ts";
import { de } from "./de.ts";
import { en, type Words } from "./en.ts";

export const words: Words = { en, de }[language];
