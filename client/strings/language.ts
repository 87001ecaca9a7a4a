/** The language of the page, which does not change while the page is open. */
import { languageOf, storedLanguage } from "../browser/settings.ts";

export type Language = "en" | "de";

/** A program without a page speaks English. */
export const language: Language =
  typeof document === "undefined" ? "en" : languageOf(storedLanguage(), navigator.languages ?? []);

export interface Forms {
  /** @returns the form that belongs to a count */
  plural(count: number, one: string, other: string): string;
  /** @returns a number as it is written, with at most so many digits after the point. @param least digits after it */
  number(value: number, most?: number, least?: number): string;
  /** @returns a share, 0…1, in percent */
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

/** Of the page's language. */
export const forms: Forms = formsOf(language);
