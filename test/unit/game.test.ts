/** Which games a server plays. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { games } from "../../games/index.ts";
import { puckServer } from "../../games/puck/server/index.ts";
import { skirmishServer } from "../../games/skirmish/server/index.ts";
import { gamesNamed, roomNamesOf } from "../../server/game.ts";
import { PROJECT } from "../support/server.ts";

/** @returns the lines of the files in a folder that are neither empty nor a comment */
const codeOf = (folder: string, isLeftOut: (file: string) => boolean = () => false): string[] =>
  globSync("**/*.ts", { cwd: join(PROJECT, folder) })
    .filter((file) => !isLeftOut(file))
    .flatMap((file) => readFileSync(join(PROJECT, folder, file), "utf8").split("\n"))
    .filter((line) => !/^\s*($|\/\/|\/?\*)/.test(line));

it("[GA1] a game that is named twice is played once", () => {
  expect(gamesNamed(games, ["puck", "skirmish", "puck"])).toEqual([puckServer, skirmishServer]);
});

it("[GA1] two games with a room of the same name are refused: one would hide the other", () => {
  const copy = { ...skirmishServer, game: { ...skirmishServer.game, name: "copy" } };
  expect(() => roomNamesOf([skirmishServer, copy])).toThrow(
    'skirmish and copy both have rooms called "arena"',
  );
});

it("[GA2] Puck is small: its code without picture, sounds and words", () => {
  // Every other .ts file counts: state, rules, brain, prediction, page, HUD, bots, and matches without a server.
  const isLeftOut = (file: string): boolean => /^client\/(scene\.ts|sounds\.ts|strings\/)/.test(file);
  const lines = codeOf("games/puck", isLeftOut);
  expect(lines.length).toBeGreaterThan(350);
  expect(lines.length).toBeLessThanOrEqual(450);
});

it("[GA5] a new game is at most 150 lines of code, with its input, brains, picture and test", () => {
  const lines = codeOf("tools/template");
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.length).toBeLessThanOrEqual(150);
});
