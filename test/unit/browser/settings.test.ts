/** What is stored between visits may be anything. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { DEFAULTS, languageOf, readSettings } from "../../../client/browser/settings.ts";

it("[FP5] settings of the version before are taken over", () => {
  expect(readSettings('{"volume":0.4,"hudScale":1.25,"motion":"reduced"}')).toMatchObject({
    ...{ volume: 0.4, hudScale: 1.25, motion: "reduced" },
  });
});

it("[FP5] settings of a newer version are left out, and so is each value that is not valid", () => {
  expect(readSettings('{"version":99,"volume":0.4}')).toEqual({});
  const bad = {
    ...{
      version: 2,
      volume: 7,
      hudScale: "1",
      palette: "rainbow",
      graphics: null,
      language: "xx",
      hand: "both",
    },
    ...{ stickScale: -1, names: "shown", keys: { up: ["KeyE"], down: "KeyD", left: [3], "<b>": ["KeyA"] } },
    pad: { fire: 5, boost: 1.5, lance: "a", up: -1 },
  };
  expect(readSettings(JSON.stringify(bad))).toEqual({
    ...{ names: "shown", keys: { up: ["KeyE"] }, pad: { fire: 5 } },
  });
});

it("[FP5] whatever is stored, every setting has a valid value", () => {
  const check = (text: string): void => {
    const values = { ...DEFAULTS, ...readSettings(text) };
    expect(Object.keys(values).sort()).toEqual(Object.keys(DEFAULTS).sort());
    for (const keys of Object.values(values.keys)) expect(Array.isArray(keys)).toBe(true);
    expect(values.volume).toBeGreaterThanOrEqual(0);
  };
  fc.assert(fc.property(fc.string(), check));
  const names = fc.constantFrom("version", ...Object.keys(DEFAULTS), "__proto__");
  fc.assert(fc.property(fc.dictionary(names, fc.jsonValue()), (given) => check(JSON.stringify(given))));
});

it("[FP10] the language is the player's, else the first of the browser that there is", () => {
  expect(languageOf("system", ["fr-CH", "de-CH", "en"])).toBe("de");
  expect(languageOf("system", ["fr"])).toBe("en");
  expect(languageOf("en", ["de"])).toBe("en");
});
