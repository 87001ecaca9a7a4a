/** What people may say to each other: visible, readable, and, where the operator wants that, clean. */
import {
  asteriskCensorStrategy,
  englishDataset,
  englishRecommendedTransformers,
  keepStartCensorStrategy,
  RegExpMatcher,
  TextCensor,
} from "obscenity";

const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
const censor = new TextCensor().setStrategy(keepStartCensorStrategy(asteriskCensorStrategy()));

/** Letters and symbols that look like nothing: fillers of Hangul and Braille. */
const BLANK = /[\u115F\u1160\u2800\u3164\uFFA0]/gu;
/** Controls, direction marks, zero widths, private and unassigned ones; a joiner between two pictures is one of them. */
const HIDDEN = /(\p{Extended_Pictographic}\uFE0F?\u200D(?=\p{Extended_Pictographic}))|\p{C}/gu;
/** More marks on one letter than any language needs: they climb over other lines. */
const STACKED = /(\p{M}{2})\p{M}+/gu;

/** The operator's choice; see PROFANITY_FILTER in env.ts. */
export const words = { filter: true };

/** @returns one line of what can be seen, spaces single; may be empty */
export const visible = (text: string): string =>
  text
    .normalize("NFC")
    .replace(/[\t-\r\u2028\u2029]/g, " ")
    .replace(HIDDEN, "$1")
    .replace(BLANK, " ")
    .replace(STACKED, "$1")
    .replace(/\p{Z}+/gu, " ")
    .trim();

/** @returns whether it is no name to call somebody by */
export const isFoul = (text: string): boolean => words.filter && matcher.hasMatch(text);

/** @returns the text with swear words masked */
export const clean = (text: string): string =>
  words.filter ? censor.applyTo(text, matcher.getAllMatches(text)) : text;
