/** Cleaning of text that players write, and limits of its length. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameFault, tidyName } from "../../../shared/names.ts";
import { CHAT_LIMIT, NAME_LIMIT } from "../../../shared/protocol.ts";
import { byteLength, cutToFit, fits, graphemeCount, printable, visibleText } from "../../../shared/text.ts";

/** Recommended and limited-use scripts of UAX #31, tables 5 and 7: the scripts in use today. */
const SCRIPTS = (
  "Arab Armn Beng Bopo Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hani Hebr Hira Kana Knda Khmr Laoo Latn Mlym Mymr Orya Sinh " +
  "Taml Telu Thaa Thai Tibt Adlm Bali Bamu Batk Cakm Cans Cham Cher Hmnp Java Kali Lana Lepc Limb Lisu Mand Mtei Newa Nkoo " +
  "Olck Osge Plrd Rohg Saur Sund Sylo Syrc Tale Talu Tavt Tfng Vaii Wcho Yiii"
).split(" ");
const written = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code)).filter((one) =>
  /[\p{L}\p{N}\p{M}\p{ExtPict}]/u.test(one),
);
const all = (pattern: RegExp): string[] => written.filter((one) => pattern.test(one));
/**
 * Excludes composition exclusions and compatibility ideographs: composing turns them into other characters.
 */
const stable = (text: string): boolean => text.normalize("NFC") === text;

/** Common spellings in which each invisible character or mark is necessary. */
const WORDS = [
  ...[
    "राम",
    "तमिल",
    "पहाड़ों".normalize("NFC"),
    "संयुक्त",
    "क्‍ष",
    "தமிழ்",
    "ஸ்ரீ",
    "বাংলা",
    "র‍্যাব",
    "ਪੰਜਾਬੀ",
    "ગુજરાતી",
    "ଓଡ଼ିଆ".normalize("NFC"),
  ],
  ...[
    "తెలుగు",
    "ಕನ್ನಡ",
    "മലയാളം",
    "അവന്‍",
    "සිංහල",
    "ශ්‍රී",
    "ไทย",
    "ผู้ใหญ่",
    "ลาว",
    "ພາສາລາວ",
    "ខ្មែរ",
    "អោយ",
    "အောင်",
    "မြန်မာ",
    "ကျွန်ုပ်",
    "བོད་ཡིག",
    "རྒྱུད",
  ],
  ...["مُحَمَّد", "سَيِّدَة", "می‌خواهم", "نامه‌ها", "ه‍", "اردو", "ئۇيغۇر", "ދިވެހި", "ܣܘܪܝܝܐ", "ߒߞߏ", "שָׁלוֹם", "בְּרֵאשִׁית"],
  ...[
    "Nguyễn",
    "Zoë",
    "Čapková",
    "Ọ̀ṣun",
    "Ɓaƙo",
    "Łódź",
    "Ἀχιλλεύς",
    "Ѳеодоръ",
    "ქართული",
    "Հայերեն",
    "አማርኛ",
    "日本語",
    "葛󠄀城",
    "한국어",
    "ᠮᠣᠩᠭᠣᠯ",
    "𞤀𞤣𞤤𞤢𞤥",
  ],
  ...[
    "Ada ❤️",
    "👩🏽‍🚀",
    "👨‍👩‍👧‍👦",
    "👩🏽‍❤️‍💋‍👨🏽",
    "🏳️‍🌈",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "🇧🇷",
    "1️⃣",
    "🏃🏽‍♀️‍➡️",
    "☎︎",
    "O'Brien",
    "Jean-Luc",
    "¡olé!",
    "x² ≠ ½",
  ],
];

describe("[CO2] text of all scripts", () => {
  it.each(WORDS.map((word) => [word]))("%s stays as it is", (word) => {
    expect([...visibleText(word)]).toEqual([...word]);
    expect(nameFault(word)).toBeUndefined();
  });

  it.each(SCRIPTS.map((script) => [script]))("keeps every letter and every mark of %s", (script) => {
    const blank = /[\u115F\u1160\u3164\uFFA0]/;
    const letters = all(new RegExp(`(?=\\p{scx=${script}})[\\p{L}\\p{N}]`, "u")).filter(stable);
    const marks = all(new RegExp(`(?=\\p{scx=${script}})(?!\\p{DI})\\p{M}`, "u"));
    expect(letters.length).toBeGreaterThan(0);
    const text = letters.filter((one) => !blank.test(one)).join("-");
    expect(visibleText(text)).toBe(text);
    const marked = marks.map((mark) => `${letters.at(-1)}${mark}`.normalize("NFC")).join("-");
    expect(visibleText(marked)).toBe(marked);
  });

  it("keeps each sequence of letters and marks with joiners of the script, unless marks are stacked", () => {
    const scripts = ["Deva", "Beng", "Taml", "Sinh", "Mlym", "Khmr", "Mymr", "Arab", "Syrc", "Nkoo"];
    for (const script of scripts) {
      const letter = fc.constantFrom(...all(new RegExp(`(?=\\p{sc=${script}})\\p{L}`, "u")).filter(stable));
      const mark = fc.constantFrom(...all(new RegExp(`(?=\\p{sc=${script}})(?!\\p{DI})\\p{M}`, "u")));
      const syllable = fc.tuple(
        letter,
        fc.uniqueArray(mark, { maxLength: 4 }),
        fc.constantFrom("", "", "\u200C", "\u200D"),
      );
      const word = fc.tuple(fc.array(syllable, { minLength: 1, maxLength: 6 }), letter);
      fc.assert(
        fc.property(word, ([syllables, last]) => {
          const text =
            syllables.map(([base, marks, joiner]) => base + marks.join("") + joiner).join("") + last;
          // Composing can put two equal marks beside each other.
          fc.pre(!/(\p{M})\1/u.test(text.normalize("NFC")));
          expect([...visibleText(text)]).toEqual([...text.normalize("NFC")]);
        }),
        { numRuns: 200 },
      );
    }
  });

  it("keeps every emoji, including those of a newer Unicode version", () => {
    const emoji = all(/\p{ExtPict}/u);
    expect(emoji.filter((one) => visibleText(one) !== one)).toEqual([]);
    expect(emoji.filter((one) => visibleText(`${one}\uFE0F`) !== `${one}\uFE0F`)).toEqual([]);
  });
});

describe("[CO2] a chat line", () => {
  it.each([
    ["plain", "hello there", "hello there"],
    ["composed", "e\u0301", "é"],
    ["a change of direction", "abc\u202Edef\u2066", "abcdef"],
    ["marks of direction", "a\u200Eb\u061C", "ab"],
    ["zero widths", "a\u200Bb\uFEFFc\u2060", "abc"],
    ["useless joiners", "a\u200Db\u200Cc", "abc"],
    ["several joiners", "क्\u200D\u200D\u200Cष", "क्\u200Dष"],
    ["soft hyphens", "a\u00ADb\u034F", "ab"],
    ["blank letters", "a\u3164\u2800b", "a b"],
    ["lines and tabs", "a\n\tb\u2028c", "a b c"],
    ["controls", "a\u001b[2Jb\u0007\u009B", "a[2Jb"],
    ["a repeated mark", `a${"\u0336".repeat(40)}b`, "a\u0336b"],
    ["a stack of marks", "a\u0315\u0316\u0317\u0318\u0319\u031Ab", "a\u0316\u0317\u0318\u0319b"],
    ["marks without a base", "\u0336a \u0301b", "a b"],
    ["variation selectors without a base", "a\uFE0F1\uFE0Eb\u{E0100}", "a1b"],
    ["tags without a base", "a\u{E0061}\u{E007F}", "a"],
    ["a chain of emojis", `👩${"\u200D👩".repeat(9)}`, "👩‍👩‍👩‍👩👩‍👩‍👩‍👩👩‍👩"],
    ["private-use characters", "a\uE000b\u{10FFFF}", "ab"],
    ["a lone surrogate", "a\uD83Db", "ab"],
    ["no visible character", "\u200B\u3164\u202E", ""],
  ])("has only visible characters on one line: %s", (_, text, seen) => {
    expect([...visibleText(text)]).toEqual([...seen]);
  });

  it("needs to be cleaned only once, and hides nothing", () => {
    const odd = fc.constantFrom(
      ..."aक्षिمُّنำ1#e👩🚀🏽❤🏴 \n".split(/(?:)/u),
      ...[
        "\u200C",
        "\u200D",
        "\uFE0F",
        "\uFE0E",
        "\u20E3",
        "\u202E",
        "\u0301",
        "\u0336",
        "\u0323",
        "\u3164",
        "\u{E0061}",
        "\u{E0100}",
        "\u180B",
        "葛",
      ],
    );
    const text = fc.oneof(
      fc.array(odd, { maxLength: 30 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(text, (any) => {
        const seen = visibleText(any);
        expect([...visibleText(seen)]).toEqual([...seen]);
        expect(seen).not.toMatch(/[\p{Cc}\p{Bidi_C}\u200B\u2028\u2029\uFEFF]|\p{Cs}/u);
        expect(seen).not.toMatch(/[\p{Mn}\p{Me}]{5}|^\p{M}|^ | $| {2}/u);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("the length of a text", () => {
  it("[SE4] is counted in grapheme clusters, with a limit in bytes", () => {
    expect(graphemeCount("தமிழ்")).toBe(3);
    expect(graphemeCount("👩🏽‍🚀❤️🇧🇷")).toBe(3);
    for (const name of ["👩🏽‍🚀".repeat(16), "கி".repeat(16), "नि".repeat(16), "ဖြ".repeat(16)])
      expect(nameFault(name)).toBeUndefined();
    for (const name of ["a".repeat(17), "கி".repeat(17), "👨‍👩‍👧‍👦".repeat(16)])
      expect(nameFault(name)).toBeTypeOf("string");
    expect(fits("पहाड़ों ".repeat(32).normalize("NFC"), CHAT_LIMIT)).toBe(true);
    expect(fits(`a${"\u0301".repeat(2000)}`, CHAT_LIMIT), "one character of many bytes").toBe(false);
  });

  it("is cut between grapheme clusters", () => {
    expect(cutToFit(`${"a".repeat(15)}👩🏽‍🚀b`, NAME_LIMIT)).toBe(`${"a".repeat(15)}👩🏽‍🚀`);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
        const cut = cutToFit(text, NAME_LIMIT);
        expect(fits(cut, NAME_LIMIT)).toBe(true);
        expect(text.startsWith(cut)).toBe(true);
        expect(byteLength(cut)).toBeLessThanOrEqual(NAME_LIMIT.bytes);
      }),
    );
  });
});

it("[SE4] a name is trimmed and composed before it is checked", () => {
  expect(tidyName("  Ada\u3000L \u200C\n")).toBe("Ada L");
  expect(tidyName("e\u0301")).toBe("é");
});

it("printed text cannot control a terminal", () => {
  expect(printable("a\u001b[2J\u009B\u202E\nप‍")).toBe("a\\u001b[2J\\u009b\\u202e\\u000aप‍");
});
