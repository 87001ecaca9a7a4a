/** What is stored between visits may be anything. */
import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import { createSettings, DEFAULTS, languageOf, readSettings } from "../../../client/browser/settings.ts";

it("[FP5] settings of the version before are taken over", () => {
  expect(readSettings('{"volume":0.4,"hudScale":1.25,"motion":"reduced"}')).toMatchObject({
    ...{ volume: 0.4, hudScale: 1.25, motion: "reduced" },
  });
});

afterEach(() => vi.unstubAllGlobals());

/** @returns two tabs of a browser, and what it stores */
function openTabs() {
  const stored = new Map<string, string>();
  const browser = new EventTarget();
  const localStorage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, text: string) => void stored.set(key, text),
  };
  vi.stubGlobal("localStorage", localStorage);
  vi.stubGlobal("addEventListener", browser.addEventListener.bind(browser));
  const [one, other] = [createSettings(), createSettings()];
  /** As the browser does some time after a change. */
  const deliver = (key: string | null = KEY) =>
    browser.dispatchEvent(
      Object.assign(new Event("storage"), { key, newValue: stored.get(key ?? "") ?? null }),
    );
  return { one, other, stored, deliver };
}
const KEY = "skirmish.settings";

it("[FP5] tabs keep each other's changes, and apply them", () => {
  const { one, other, stored, deliver } = openTabs();
  one.set("volume", 0.3);
  // Before it has heard of the other change.
  other.set("palette", "redGreen");
  expect(readSettings(stored.get(KEY)!)).toMatchObject({ volume: 0.3, palette: "redGreen" });
  const seen: string[] = [];
  one.follow("palette", (palette) => seen.push(palette));
  deliver("something else");
  deliver();
  deliver();
  expect(seen).toEqual(["usual", "redGreen"]);
  stored.clear();
  deliver(null);
  expect([one.get("volume"), other.get("palette")]).toEqual([DEFAULTS.volume, DEFAULTS.palette]);
});

it("[FP5] a change that cannot be stored lasts until the page is closed", () => {
  const { one, stored } = openTabs();
  one.set("volume", 0.3);
  stored.set = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  one.set("volume", 0.4);
  one.set("palette", "redGreen");
  expect([one.get("volume"), one.get("palette")]).toEqual([0.4, "redGreen"]);
});

it("[FP5] a change keeps what another version has stored", () => {
  const { one, stored } = openTabs();
  const newer = '{"version":99,"volume":"loud"}';
  stored.set(KEY, newer);
  one.set("volume", 0.3);
  expect([stored.get(KEY), one.get("volume")]).toEqual([newer, 0.3]);
  stored.set(KEY, '{"version":2,"ghosts":"friendly"}');
  one.set("volume", 0.4);
  expect(JSON.parse(stored.get(KEY)!)).toMatchObject({ ghosts: "friendly", volume: 0.4 });
});

it("[FP5] the only volume of an earlier version is that of all sounds", () => {
  expect(readSettings('{"version":2,"volume":0.4}')).toEqual({ volume: 0.4, signalVolume: 0.4 });
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
