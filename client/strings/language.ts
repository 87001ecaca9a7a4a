/** The language of the page, which does not change until the page is loaded anew. */
import { languageOf, storedLanguage } from "../browser/settings.ts";

export type Language = "en" | "de";

/** English in a program without a page. */
export const language: Language =
  typeof document === "undefined" ? "en" : languageOf(storedLanguage(), navigator.languages ?? []);

export interface Forms {
  /** @returns the plural form for a count */
  plural(count: number, one: string, other: string): string;
  /** @param most,least digits after the decimal point */
  number(value: number, most?: number, least?: number): string;
  /** @param share 0…1 */
  percent(share: number): string;
}

export function formsOf(tag: Language): Forms {
  const plurals = new Intl.PluralRules(tag);
  const percents = new Intl.NumberFormat(tag, { style: "percent" });
  const numbers = new Map<string, Intl.NumberFormat>();
  return {
    plural: (count, one, other) => (plurals.select(count) === "one" ? one : other),
    number(value, most = 0, least = 0) {
      const key = `${most} ${least}`;
      let format = numbers.get(key);
      if (format === undefined) {
        format = new Intl.NumberFormat(tag, { maximumFractionDigits: most, minimumFractionDigits: least });
        numbers.set(key, format);
      }
      return format.format(value);
    },
    percent: (share) => percents.format(share),
  };
}

/** Formats in the page's language. */
export const forms: Forms = formsOf(language);
