/** The documents name files that exist, and their walks through the code stay short. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { VARIABLES } from "../../server/env.ts";

const DOCUMENTS = globSync(["*.md", "docs/*.md", "deploy/**/*.md"]);
const SOURCES = new Set(
  globSync(["*.ts", "{client,games,server,shared,test,tools}/**/*.ts"]).map((path) => basename(path)),
);
/** Files of each walk of docs/architecture.md: how many one has to read to follow it. */
const WALKS = { "one input, from a key to another player's pixel": 29, "a join": 23, "a takeover": 19 };

it.each(DOCUMENTS)("every link of %s within the project leads to a file", (document) => {
  const text = readFileSync(document, "utf8");
  const links = [...text.matchAll(/(?:\]\(|src=")(?!https?:|mailto:|#)([^)#\s"]+)/g)].map(
    ([, target]) => target!,
  );
  expect(links.filter((target) => !existsSync(join(dirname(document), target)))).toEqual([]);
});

it.each(DOCUMENTS)("every path of the project that %s names exists", (document) => {
  const text = readFileSync(document, "utf8").replace(/^```[\s\S]*?^```/gm, "");
  const named = [
    ...text.matchAll(/`((?:client|deploy|docs|examples|games|server|shared|test|tools)\/[\w./*-]*)`/g),
  ];
  const paths = named.map(([, path]) => path!).filter((path) => !/[A-Z]{3}|\.env$/.test(path));
  // Guides for makers of games name paths within a game, or within the new game "tag".
  const isThere = (path: string) =>
    path.includes("/tag/") || globSync([path, `{games/*,tools/template}/${path}`]).length > 0;
  expect(paths.filter((path) => !isThere(path))).toEqual([]);
});

it.each(DOCUMENTS)("every source file that %s names without its folder exists", (document) => {
  const named = [...readFileSync(document, "utf8").matchAll(/`([\w.]+\.ts)`/g)].map(([, name]) => name!);
  expect(named.filter((name) => !SOURCES.has(name))).toEqual([]);
});

it("docs/configuration.md has a row for every environment variable of a server", () => {
  const rows = [...readFileSync("docs/configuration.md", "utf8").matchAll(/^\| (`[^|]+) \|/gm)];
  const named = rows.flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
  expect(named.sort()).toEqual([...VARIABLES].sort());
});

const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g)].map(([, from]) =>
    join(dirname(file), from!),
  );

it.each(Object.entries(WALKS))(
  "the walk of %s lists at most %i files, each reached from one above it",
  (name, limit) => {
    const text = readFileSync("docs/architecture.md", "utf8");
    const walk = text.split(/^## /m).find((part) => part.startsWith(`Walk: ${name}\n`))!;
    const steps = [...walk.matchAll(/^\d+\. (⇢ )?\[[^\]]+\]\(\.\.\/([^)]+)\)/gm)];
    const files = steps.map(([, , file]) => file!);
    expect(files.length).toBeGreaterThan(5);
    expect(files.length).toBeLessThanOrEqual(limit);
    expect(new Set(files).size).toBe(files.length);
    expect([...walk.matchAll(/\]\(\.\.\/[^)]+\)/g)].length, "one file a step").toBe(files.length);
    const loose = steps.filter(([, isHanded, file], at) => {
      const above = files.slice(0, at);
      const isReached =
        importsOf(file!).some((one) => above.includes(one)) ||
        above.some((one) => importsOf(one).includes(file!));
      return at > 0 && isReached === (isHanded !== undefined);
    });
    expect(
      loose.map(([step]) => step),
      "steps with a wrong mark",
    ).toEqual([]);
  },
);
