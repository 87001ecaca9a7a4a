/** One path leads to a world: a change that went another way would be missing in the log of the match. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../../support/server.ts";

/** Members of `Rules` that change a world. */
const CHANGES = /\b(?:game|rules|played)\.(?:join|leave|drop|migrate|back|give|idle|receive|step)\b(?!:)/;
/** The one place that calls them, and what makes the contract out of a game's rules. */
const PATH = ["shared/log/command.ts", "shared/log/match.ts"];

const guiltyIn = (file: string, text: string): string[] =>
  text
    .split("\n")
    .filter((line) => !/^\s*(?:\/?\*|\/\/)/.test(line) && CHANGES.test(line))
    .map((line) => `${file}: ${line.trim()}`);

describe("[ML1] what changes a world", () => {
  it("is called by the match alone, nowhere else in the engine", () => {
    const files = globSync("{server,shared}/**/*.ts", { cwd: PROJECT }).filter(
      (file) => !PATH.includes(file),
    );
    expect(files.length).toBeGreaterThan(120);
    expect(files.flatMap((file) => guiltyIn(file, readFileSync(join(PROJECT, file), "utf8")))).toEqual([]);
  });

  it("is found by this test", () => {
    expect(PATH.flatMap((file) => guiltyIn(file, readFileSync(join(PROJECT, file), "utf8"))).length).toBe(9);
    expect(guiltyIn("a.ts", "budget.take(inputs, player, game.give);")).toHaveLength(1);
  });
});
