import { englishRecommendedTransformers, parseRawPattern, RegExpMatcher } from "obscenity";
import { expect, it } from "vitest";
import { anyOf } from "../../../server/net/swearPatterns.ts";
import { random, seeded, whole } from "../../../shared/maths/random.ts";

const RAW = ["|ab[b]c|", "c?d", "|e.f|", "aa", "|b", "l[l]o|", "𝔵y", "$9"];
/** Letters of the patterns, look-alikes of them, and separators of words. */
const PIECES = [..."aabbccdeefllooxy.$9 _-!", "á", "ⓐ", "𝔟", "4", "@", "3", "0", "ab", "bc", "😀"];

it("[CO3] finds a pattern exactly where the matcher of obscenity finds one", () => {
  const patterns = RAW.map((raw) => parseRawPattern(raw));
  const any = anyOf(patterns);
  const matcher = new RegExpMatcher({
    ...englishRecommendedTransformers,
    blacklistedTerms: patterns.map((pattern, id) => ({ id, pattern })),
  });
  const from = seeded(5);
  let found = 0;
  for (let i = 0; i < 20_000; i++) {
    const text = Array.from({ length: whole(from, 8) }, () => PIECES[whole(from, PIECES.length)]).join(
      random(from) < 0.2 ? " " : "",
    );
    const expected = matcher.hasMatch(text);
    if (expected) found++;
    expect(any(text), JSON.stringify(text)).toBe(expected);
  }
  expect(found, "both outcomes occur often").toBeGreaterThan(2000);
  expect(found).toBeLessThan(18_000);
});
