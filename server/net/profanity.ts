/**
 * Finds swear words: plain, stretched, in look-alike letters and digits, spaced out, or joined in CamelCase.
 */
import { englishRecommendedTransformers, parseRawPattern, RegExpMatcher } from "obscenity";
import { anyOf } from "./swearPatterns.ts";
import { ANYWHERE, INNOCENT, PHRASES, PLAIN, WORDS } from "./swearWords.ts";

/** Letters that the transformers reduce to two in a row; all others are reduced to one. */
const DOUBLED = /([beolsg])\1?/g;

/** @param word as it is spelled @returns its pattern after the transformers, stretched or not */
const patternOf = (word: string): string =>
  word
    .replace(/([^beolsg])\1+/g, (run, one: string) => (one === "*" ? run : one))
    .replace(DOUBLED, (run, one: string) => (run.length === 2 ? run : `${one}[${one}]`));

const listed = (list: string): string[] => list.trim().split(/\s+/);
/** @returns the pattern of a separate word */
const wordOf = (word: string): string => `|${patternOf(word)}|`;
/**
 * In this order, so that an id below a list's length tells which list a pattern is from: plain letters first,
 * then words.
 */
const words = [...listed(PLAIN), ...listed(WORDS), ...PHRASES].map(wordOf);
const raw = [...words, ...listed(ANYWHERE).map(patternOf)];
const PLAIN_IDS = listed(PLAIN).length;
const WORD_IDS = words.length;

const patterns = raw.map((pattern) => parseRawPattern(pattern));
const mayMatch = anyOf(patterns);
const matcher = new RegExpMatcher({
  ...englishRecommendedTransformers,
  blacklistedTerms: patterns.map((pattern, id) => ({ id, pattern })),
  whitelistedTerms: INNOCENT,
});
const ACCENTED = /\p{M}/u;
/** 455 could be read as a word. */
const NUMBER = /^\d+$/;
/** A letter beside a match: for the matcher, letters beyond ASCII end a word. */
const LETTER_BEFORE = /\p{L}$/u;
const LETTER_AFTER = /^\p{L}/u;

/** Characters beside a word that the matcher would read as letters. Each is replaced by a space. */
const JOINTS = /_|(?<![\p{L}\p{N}])[\d!|@$(/]+|[\d!|@$(/]+(?![\p{L}\p{N}])/gu;
/** At least three letters, separated from each other. */
const SPELLED = /(?<![\p{L}\p{N}])[\p{L}\p{N}$@!](?:[ ._*-]{1,2}[\p{L}\p{N}$@!]){2,}(?![\p{L}\p{N}])/gu;
/** Where a new word starts in CamelCase. */
const HUMPS = /(?<=\p{Ll})(?=\p{Lu})/u;

/** A text in plain letters, without combining marks. */
interface Folded {
  text: string;
  /** Position in the original of each UTF-16 unit. */
  origins: readonly (readonly [from: number, to: number])[];
}

function fold(original: string): Folded {
  let [text, at] = ["", 0];
  const origins: [number, number][] = [];
  for (const one of original) {
    const plain = one <= "\x7f" ? one : one.normalize("NFKC").replace(/[\p{M}\p{Cf}]/gu, "");
    for (let i = 0; i < plain.length; i++) origins.push([at, at + one.length - 1]);
    text += plain;
    at += one.length;
  }
  return { text, origins };
}

/** A range of a text: UTF-16 units, both ends included. */
type Span = readonly [from: number, to: number];

function* spansIn(text: string): Generator<Span> {
  yield* matches(text);
  const apart = text.replace(JOINTS, (joint) => " ".repeat(joint.length));
  if (apart !== text) yield* matches(apart);
  const spelled = [...text.matchAll(SPELLED)];
  const tries = spelled.flatMap(({ 0: one }) => {
    const letters = one.replace(/[ ._*-]/g, "");
    // The first or the last letter may be a word of its own.
    return [letters, letters.slice(1), letters.slice(0, -1)];
  });
  for (const [from, to] of matchesAmong(tries)) {
    const [first, last] = [from, to].map(({ piece }) => spelled[Math.trunc(piece / 3)]!);
    yield [first!.index, last!.index + last![0].length - 1];
  }
  const humps = text.split(HUMPS);
  // Each earlier piece has added a space.
  if (humps.length > 1)
    for (const [from, to] of matchesAmong(humps)) yield [from.at - from.piece, to.at - to.piece];
}

interface Place {
  /** Index of the piece. */
  piece: number;
  /** UTF-16 units, in all pieces with a space between each two. */
  at: number;
}

/** Runs the matcher once over all pieces: a run per piece would take milliseconds for one line of chat. */
function* matchesAmong(pieces: readonly string[]): Generator<readonly [from: Place, to: Place]> {
  let end = 0;
  const ends = pieces.map(({ length }) => (end += length + 1));
  const placeOf = (at: number): Place => ({ piece: ends.findIndex((one) => at < one), at });
  for (const [from, to] of matches(pieces.join(" "))) yield [placeOf(from), placeOf(to)];
}

function* matches(text: string): Generator<Span> {
  if (!mayMatch(text)) return;
  for (const { termId, startIndex, endIndex } of matcher.getAllMatches(text)) {
    // The matcher omits repeated last letters of a stretched word.
    let end = endIndex + 1;
    while (text[end]?.toLowerCase() === text[endIndex]!.toLowerCase()) end++;
    const isInside = LETTER_BEFORE.test(text.slice(0, startIndex)) || LETTER_AFTER.test(text.slice(end));
    if (termId < WORD_IDS && isInside) continue;
    const match = text.slice(startIndex, end);
    if (termId < PLAIN_IDS && ACCENTED.test(match.normalize("NFD"))) continue;
    if (NUMBER.test(match)) continue;
    yield [startIndex, end - 1];
  }
}

export function hasSwearing(original: string): boolean {
  for (const _ of spansIn(fold(original).text)) return true;
  return false;
}

/** @returns the text with all but the first letter of each swear word replaced by asterisks */
export function maskSwearing(original: string): string {
  const { text, origins } = fold(original);
  const masked = new Set<number>();
  const first = new Set<number>();
  for (const [from, to] of spansIn(text)) {
    for (let i = origins[from]![0]; i <= origins[to]![1]; i++) masked.add(i);
    first.add(origins[from]![0]);
  }
  if (masked.size === 0) return original;
  let [clean, at] = ["", 0];
  for (const one of original) {
    const hides = masked.has(at) && !(first.has(at) && !masked.has(at - 1));
    clean += hides ? (/[\p{M}\p{Cf}]/u.test(one) ? "" : one === " " ? " " : "*") : one;
    at += one.length;
  }
  return clean;
}
