/**
 * Rules for text that people write: which characters are kept, and how length is measured. The page and the
 * server share them, so an input field accepts exactly what the server accepts. Names are not unique, so
 * confusable characters are allowed: text only has to be visible, to stay on its line and to keep its
 * direction. All scripts are allowed. The limit on marks comes from UTS #39; the contexts in which invisible
 * characters are allowed follow UAX #31 and UTS #51.
 */

/** A length in user-perceived characters (grapheme clusters, UAX #29), and a limit on their size in UTF-8. */
export interface TextLimit {
  graphemes: number;
  bytes: number;
}

/**
 * A browser without `Intl.Segmenter` counts code points, so it may accept fewer characters than the server.
 */
const segmenter =
  typeof Intl.Segmenter === "undefined" ? undefined : new Intl.Segmenter("und", { granularity: "grapheme" });

/** User-perceived characters, one by one. */
export function* graphemesOf(text: string): Generator<string> {
  if (segmenter === undefined) yield* text;
  else for (const { segment } of segmenter.segment(text)) yield segment;
}

const encoder = new TextEncoder();
export const byteLength = (text: string): number => encoder.encode(text).length;

/** Fast path for printable ASCII: each character is one visible grapheme. */
const PLAIN = /^[ -~]*$/;

export function graphemeCount(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let count = 0;
  for (const _ of graphemesOf(text)) count++;
  return count;
}

/** Fast for text of any length, because it checks the size first. */
export const fits = (text: string, { graphemes, bytes }: TextLimit): boolean =>
  text.length <= bytes && byteLength(text) <= bytes && graphemeCount(text) <= graphemes;

/** @returns the longest prefix of whole graphemes that fits */
export function cutToFit(text: string, { graphemes, bytes }: TextLimit): string {
  let [kept, left, room] = ["", graphemes, bytes];
  for (const grapheme of graphemesOf(text)) {
    room -= byteLength(grapheme);
    if (room < 0 || left-- === 0) break;
    kept += grapheme;
  }
  return kept;
}

/**
 * Scripts whose letters change shape with a joiner (U+200C, U+200D) beside them: the recommended and
 * limited-use ones of UAX #31 that are cursive or write conjuncts. All are known to every engine since
 * Unicode 11.
 */
const JOINING = (
  "Arab Syrc Nkoo Mand Mong Adlm Rohg Beng Deva Gujr Guru Knda Khmr Mlym Mymr Orya Sinh Taml Telu " +
  "Bali Cakm Cham Java Lana Lepc Limb Mtei Newa Saur Sund Sylo Tibt"
)
  .split(" ")
  .map((script) => `\\p{scx=${script}}`)
  .join("");
/** One letter or mark of such a script. */
const JOINED = `(?=[\\p{L}\\p{M}])(?!\\p{DI})[${JOINING}]`;
/** The part of an emoji before a joiner. */
const PICTURE = "\\p{ExtPict}(?:\\uFE0F|\\p{EMod})?";

/** Invisible characters in the contexts that need them. */
const WANTED = [
  // Flags of England, Scotland, Wales: tags behind a black flag.
  "\\u{1F3F4}[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{3,6}\\u{E007F}",
  `(?<=${PICTURE})\\u200D(?=\\p{ExtPict})`,
  "(?<=\\p{ExtPict})[\\uFE0E\\uFE0F]",
  // Keycaps.
  "(?<=[0-9#*])\\uFE0F(?=\\u20E3)",
  `(?<=${JOINED})(?:\\u200D|\\u200C(?=${JOINED}))`,
  // Variants of ideographs, as in Japanese surnames, of Burmese and of Mongolian letters.
  "(?<=\\p{Ideo})[\\uFE00-\\uFE02\\u{E0100}-\\u{E01EF}]",
  "(?<=(?=\\p{L})\\p{scx=Mymr})\\uFE00",
  "(?<=(?=\\p{L})\\p{scx=Mong})[\\u180B-\\u180F]",
].join("|");
/** Format characters (Cf) that are visible, as the Arabic sign of a year. */
const SEEN = "\\u0600-\\u0605\\u06DD\\u070F\\u0890\\u0891\\u08E2\\u{110BD}\\u{110CD}";
/**
 * Controls, direction marks, private, unassigned and ignorable characters; but not the emoji that Unicode has
 * reserved.
 */
const HIDDEN = new RegExp(`(${WANTED})|(?![${SEEN}]|\\p{ExtPict})[\\p{C}\\p{DI}]`, "gu");

/**
 * White space of any kind, and letters and symbols that show nothing: fillers of Hangul, Braille, music,
 * hieroglyphs.
 */
const BLANK = /[\t-\r\p{Z}\u115F\u1160\u2800\u3164\uFFA0\u{1D159}\u{13441}\u{13442}]+/gu;
/** Marks without a base character, and their joiners. */
const LOOSE = /(?<=^| )[\p{M}\u200C\u200D]+/gu;
/**
 * The same mark twice; more than four marks above and below, or eight of any kind, on one letter (UTS #39,
 * 5.4).
 */
const TWICE = /([\p{Mn}\p{Me}])\1+/gu;
const TOWER = /((?:[\p{Mn}\p{Me}][\u200C\u200D]?){4})(?:[\p{Mn}\p{Me}][\u200C\u200D]?)+/gu;
const TAIL = /((?:\p{M}[\u200C\u200D]?){8})(?:\p{M}[\u200C\u200D]?)+/gu;
/** More than four joined pictures: no emoji has more. */
const CHAIN = new RegExp(`(${PICTURE}(?:\\u200D${PICTURE}){3})\\u200D`, "gu");

const once = (text: string): string =>
  text
    .normalize("NFC")
    .replace(BLANK, " ")
    .replace(HIDDEN, "$1")
    .replace(CHAIN, "$1")
    .replace(TWICE, "$1")
    .replace(TOWER, "$1")
    .replace(TAIL, "$1")
    .replace(LOOSE, "")
    .replace(/ +/g, " ")
    .trim();
/**
 * Removing a character can make its neighbours invalid, so the text is cleaned repeatedly, at most this
 * often.
 */
const PASSES = 8;

/** @returns the visible characters as one line, composed (NFC), with single spaces; may be empty */
export function visibleText(text: string): string {
  if (PLAIN.test(text)) return text.replace(/ +/g, " ").trim();
  let [seen, before] = [once(text), text];
  for (let pass = 1; pass < PASSES && seen !== before; pass++) [seen, before] = [once(seen), seen];
  return seen;
}

/** C0 and C1 controls, and characters that break a line or change its direction. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_C}\u2028\u2029]/gu;

/** @returns one line for a terminal, with control characters escaped */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (one) => `\\u${one.codePointAt(0)!.toString(16).padStart(4, "0")}`);

/** @param noun of English, whose plural ends with "s" */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
