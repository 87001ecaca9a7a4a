/** SPEC.md and the tests contain the same rules: each rule has a test, and each quoted rule exists. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../support/server.ts";

/** A rule number in brackets, as in SPEC.md and the tests. */
const NUMBER = /\[([A-Z]{2}\d+)\]/g;
/** The numbers at the start of the title of a test or a group of tests. */
const TITLE = /(?:\b(?:it|test|describe)(?:\.\w+)*|\))\(\s*["'`]((?:\[[A-Z]{2}\d+\])+)/g;
const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

const numbersIn = (text: string): string[] => [...text.matchAll(NUMBER)].map(([, number]) => number!);
const read = (path: string): string => readFileSync(join(PROJECT, path), "utf8");

/** Numbers that open a rule, in order. */
const rules = [...read("SPEC.md").matchAll(/\*\*\[([A-Z]{2}\d+)\]\*\*/g)].map(([, number]) => number!);
const tests = globSync("test/**/*.test.ts", { cwd: PROJECT }).map((path) => ({ path, text: read(path) }));

describe("the rules of SPEC.md", () => {
  it("have a unique number", () => {
    expect(rules.length).toBeGreaterThan(100);
    expect(rules.filter((rule, at) => rules.indexOf(rule) !== at)).toEqual([]);
  });

  it("stand in lines of at most 110 columns", () => {
    const lines = read("SPEC.md").split("\n");
    expect(lines.filter(({ length }) => length > 110)).toEqual([]);
  });

  it("are each quoted in the title of a test", () => {
    const quoted = new Set(
      tests.flatMap(({ text }) =>
        [...text.replace(COMMENTS, "").matchAll(TITLE)].flatMap(([, numbers]) => numbersIn(numbers!)),
      ),
    );
    expect(rules.filter((rule) => !quoted.has(rule))).toEqual([]);
  });

  it("are the only ones that tests quote", () => {
    const unknown = tests.flatMap(({ path, text }) =>
      numbersIn(text).flatMap((number) => (rules.includes(number) ? [] : [`${number} in ${path}`])),
    );
    expect(unknown).toEqual([]);
  });

  it("are the only ones that other documents quote", () => {
    const groups = [...new Set(rules.map((rule) => rule.slice(0, 2)))].join("|");
    const named = new RegExp(`\\b(?:${groups})\\d+\\b`, "g");
    const documents = globSync(["*.md", "docs/*.md", "deploy/**/*.{md,yml,yaml,conf}"], { cwd: PROJECT });
    const unknown = documents.flatMap((path) =>
      [...read(path).matchAll(named)].flatMap(([number]) =>
        rules.includes(number) ? [] : [`${number} in ${path}`],
      ),
    );
    expect(unknown).toEqual([]);
  });
});
