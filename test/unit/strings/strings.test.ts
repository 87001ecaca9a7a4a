/** What players read is in the files of strings, in every language. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { explain } from "../../../client/session/explainJoin.ts";
import { closedWords } from "../../../client/shell/banner.ts";
import { de } from "../../../client/strings/de.ts";
import { en } from "../../../client/strings/en.ts";
import { de as puckDe } from "../../../games/puck/client/strings/de.ts";
import { en as puckEn } from "../../../games/puck/client/strings/en.ts";
import { de as skirmishDe } from "../../../games/skirmish/client/strings/de.ts";
import { en as skirmishEn } from "../../../games/skirmish/client/strings/en.ts";
import { UNSHOWN_REASONS } from "../../../shared/log/unshownReasons.ts";
import { CLOSE, ERROR } from "../../../shared/protocol.ts";
import { PROJECT } from "../../support/server.ts";

type Strings = { readonly [key: string]: unknown };

/** @returns each string by its path; what needs values is called with some */
function flat(strings: Strings, path = ""): [path: string, text: string][] {
  return Object.entries(strings).flatMap(([key, value]): [string, string][] => {
    const at = `${path}.${key}`;
    if (typeof value === "string") return [[at, value]];
    if (path === ".notices") return [[at, (value as unknown as (values: object) => string)(VALUES)]];
    if (typeof value === "function") return [[at, String(value(...Array(value.length).fill(2)))]];
    return flat(value as Strings, at);
  });
}

/** Of a notice: all that it asks for. */
const VALUES = new Proxy({}, { get: () => 2 });

describe("[FP10] the languages", () => {
  const all: [string, Strings, Strings][] = [
    ["the page", en, de],
    ["Skirmish", skirmishEn, skirmishDe],
    ["Puck", puckEn, puckDe],
  ];
  it.each(all)("say the same things about %s, and none says nothing", (_what, one, other) => {
    expect(flat(other).map(([path]) => path)).toEqual(flat(one).map(([path]) => path));
    for (const [path, text] of [...flat(one), ...flat(other)]) {
      expect(text, path).not.toBe("");
      expect(text, path).not.toContain("undefined");
    }
  });

  it("[FP12] tell by code why a player does not get in, why a message was refused, why a match is not shown, and why a connection is over", () => {
    const failed = explain({ code: 521, message: "no room" }, "http://x", "arena");
    expect(de.joinFailed(failed.reason, failed.message)).toMatch(/^Dieser Modus ist voll/);
    expect(en.joinFailed(failed.reason, failed.message)).toBe('the room "arena" is full');
    expect(de.joinFailed(undefined, "something new")).toBe("something new");
    for (const code of Object.values(ERROR)) expect(de.refused(code, ""), code).not.toBe("");
    expect(de.refused(ERROR.party, "")).toMatch(/^Deine Gruppe ist nicht entstanden/);
    for (const code of Object.values(CLOSE)) expect(closedWords(code), String(code)).not.toBe("");
    for (const reason of UNSHOWN_REASONS) {
      expect(de.watch.unshown(reason, "", 2), reason).not.toBe("");
      expect(en.watch.unshown(reason, "it is damaged"), reason).toBe("it is damaged");
    }
    expect(de.watch.unshown("newer", "something new")).toBe("something new");
    expect(closedWords(CLOSE.kicked)).toBe(en.closed.kicked);
    expect(closedWords(4999)).toBe(en.closed.other(4999));
  });

  it("count and write numbers in their own way", () => {
    expect([1, 2, 1200].map(en.front.players)).toEqual(["1 player", "2 players", "1,200 players"]);
    expect([1, 2, 1200].map(de.front.players)).toEqual(["1 Spieler", "2 Spieler", "1.200 Spieler"]);
    expect([1, 2, 3, 4, 11, 12, 13, 21, 111, 102].map(en.ordinal)).toEqual([
      "1st",
      "2nd",
      "3rd",
      "4th",
      "11th",
      "12th",
      "13th",
      "21st",
      "111th",
      "102nd",
    ]);
    expect(de.ordinal(3)).toBe("3.");
    expect([skirmishEn.why.lengths(1), skirmishDe.why.lengths(2.5)]).toEqual([
      ...["1.0 ship length", "2,5 Schiffslängen"],
    ]);
  });
});

/** @param file of the engine's client, or of a game's */
function isTranslated(file: string): boolean {
  const game = /^games\/\w+\/client\//.exec(file)?.[0];
  return game === undefined || existsSync(join(PROJECT, game, "strings"));
}

describe("[FP10] words that are shown before any module has run", () => {
  const scripts = ["early", "unsupported"].map((name) => `client/public/${name}.js`);
  const pages = globSync("client/{,records/,replay/,watch/}index.html", { cwd: PROJECT });
  const read = (file: string): string => readFileSync(join(PROJECT, file), "utf8");

  it.each(scripts)("are in both languages in %s, and nowhere else in it", (file) => {
    const text = read(file);
    const tables = text.match(/var [A-Z]+ = \{[\s\S]*?\n {2}\};/g) ?? [];
    expect(tables.length).toBeGreaterThan(0);
    for (const table of tables) {
      const spoken = runInNewContext(`${table.replace(/var \w+ =/, "(").replace(/;$/, "")})`);
      expect(flat({ of: spoken.de }).map(([path]) => path)).toEqual(
        flat({ of: spoken.en }).map(([path]) => path),
      );
    }
    const rest = tables.reduce((left, table) => left.replace(table, ""), text);
    expect(rest.match(/"[A-Z][a-z']+(?: [^"]*|[^"]*…)"/g)).toBeNull();
  });

  it.each(pages)("are in both languages without scripts: %s", (file) => {
    const [, spoken = ""] = /<noscript>([\s\S]*?)<\/noscript>/.exec(read(file)) ?? [];
    expect([...spoken.matchAll(/<p lang="(\w+)">[^<]+<\/p>/g)].map(([, lang]) => lang)).toEqual(["en", "de"]);
  });

  it("are in both languages where a device lists the game", () => {
    const manifest = JSON.parse(read("client/public/manifest.webmanifest"));
    expect([manifest.lang, Object.keys(manifest.description_localized)]).toEqual(["en", ["de"]]);
  });
});

describe("[FP10] words for players", () => {
  /** Pages of operators and programs are English; a game without a folder of strings is in one language. */
  const files = globSync(
    ["client/{shell,input,records,replay,watch}/**/*.ts", "client/main.ts", "games/*/client/**/*.ts"],
    {
      cwd: PROJECT,
    },
  ).filter((file) => !file.includes("/strings/") && isTranslated(file));
  /** A literal where the page shows text: an element's child, a label, a title, a hint. */
  const SHOWN = [
    /element\(\s*"\w+",\s*"[^"]*",\s*(["`][^"`\n]*["`])/g,
    /(?:"aria-label"|"aria-valuetext"|"alt"),\s*(["`][^"`\n]*["`])/g,
    /(?:textContent|title|placeholder|ariaLabel|tagline|label|what|text)\s*[=:]\s*(["`][^"`\n]*["`])/g,
    // A sentence, wherever it is.
    /("[A-Z][a-z']+(?: [\w']+)+[.!?…]?")(?!, Roboto)/g,
  ];
  /** @returns whether a person could read it; inserted values do not count */
  const isRead = (literal: string): boolean => /[a-zA-Z]{2}/.test(literal.replace(/\$\{[^}]*\}/g, ""));

  it("are written in the files of strings, and nowhere else in the client", () => {
    expect(files.length).toBeGreaterThan(80);
    const found = files.flatMap((file) => {
      const text = readFileSync(join(PROJECT, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
      return SHOWN.flatMap((pattern) =>
        [...text.matchAll(pattern)]
          .filter(([, shown]) => isRead(shown!))
          .map(([, shown]) => `${file}: ${shown}`),
      );
    });
    expect(found).toEqual([]);
  });
});
