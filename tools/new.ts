/** `npm run new -- NAME`: creates a game from tools/template, and adds it to the games of the project. */
import type { StdioOptions } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { games } from "../games/index.ts";
import { roomNamesOf } from "../server/game.ts";
import { commandLine, usageError } from "./commandLine.ts";
import { bin, PROJECT, run } from "./run.ts";

const HELP = `npm run new -- NAME

Creates games/NAME from a small game that can be played (rules, a bot, a scene and a test), and adds it to games/*.ts.
NAME is a lower-case identifier such as "tag"; the game, its folder and its room get this name.`;

const TEMPLATE = join(PROJECT, "tools/template");
/** The lists of games: the file of a game that each imports, and the suffix of the imported name. */
const LISTS = [
  { file: "games/index.ts", from: "server/index.ts", kind: "Server" },
  { file: "games/client.ts", from: "client/page.ts", kind: "Page" },
  { file: "games/bots.ts", from: "bots.ts", kind: "Bots" },
  { file: "games/arenas.ts", from: "arena.ts", kind: "Arena" },
] as const;

const { positionals } = commandLine(HELP, {}, 1);
const name = nameFrom(positionals[0]);
const title = name[0]!.toUpperCase() + name.slice(1);
const [folder, tests] = [`games/${name}`, `test/games/${name}`];

// All texts are computed before anything is written, so that a list that cannot be extended leaves nothing
// behind.
const lists = LISTS.map((list) => ({ file: list.file, text: extended(list) }));
cpSync(TEMPLATE, join(PROJECT, folder), { recursive: true });
for (const file of globSync("**/*.ts", { cwd: join(PROJECT, folder) })) {
  const path = join(PROJECT, folder, file);
  writeFileSync(path, named(readFileSync(path, "utf8")));
}
mkdirSync(join(PROJECT, tests), { recursive: true });
renameSync(join(PROJECT, folder, "test/template.test.ts"), join(PROJECT, tests, `${name}.test.ts`));
rmSync(join(PROJECT, folder, "test"), { recursive: true });
for (const { file, text } of lists) writeFileSync(join(PROJECT, file), text);
await tidy();
printSummary();

function nameFrom(word: string | undefined): string {
  if (word === undefined) usageError("The name of the game is missing, as in `npm run new -- tag`");
  if (!/^[a-z][a-z0-9]{0,30}$/.test(word))
    usageError(
      `"${word}": expected a lower-case identifier such as "tag": letters and digits, a letter first`,
    );
  const taken = [`games/${word}`, `games/${word}.ts`, `test/games/${word}`].find((path) =>
    existsSync(join(PROJECT, path)),
  );
  if (taken !== undefined) usageError(`"${word}": ${taken} already exists; choose another name`);
  const owner = games.find((game) => roomNamesOf([game]).includes(word));
  if (owner !== undefined)
    usageError(`"${word}": a room of ${owner.game.title} has this name; choose another name`);
  return word;
}

/** @returns a text of the template with the names of the new game */
function named(text: string): string {
  return text
    .replaceAll("../../../test/support/", "../../support/")
    .replaceAll("tools/template/", `${folder}/`)
    .replaceAll("template", name)
    .replaceAll("Template", title);
}

/** @returns the text of a list with the new game in it. Exits when the list has an unexpected form. */
function extended({ file, from, kind }: (typeof LISTS)[number]): string {
  const text = readFileSync(join(PROJECT, file), "utf8");
  const lastImport = text.lastIndexOf("\nimport ");
  const list = / = \[([^[\]]*?),?\s*\];\s*$/.exec(text);
  if (lastImport < 0 || list === null)
    usageError(`${file} does not end with a list of games: restore that form, or add the game by hand`);
  const value = `${name}${kind}`;
  const withGame = `${text.slice(0, list.index)} = [${list[1]}, ${value}];\n`;
  return `${withGame.slice(0, lastImport)}\nimport { ${value} } from "./${name}/${from}";${withGame.slice(lastImport)}`;
}

/** Formats the written files, and writes the documentation of the state. */
async function tidy(): Promise<void> {
  const written = [folder, tests, ...LISTS.map(({ file }) => file)];
  // Both print what they did to stdout, and errors to stderr.
  const stdio: StdioOptions = ["ignore", "ignore", "inherit"];
  const isTidy = (await run(bin("biome"), ["check", "--write", ...written], { stdio })) === 0;
  const isDocumented = (await run(process.execPath, ["tools/stateDocs.ts"], { stdio })) === 0;
  if (!isTidy || !isDocumented)
    console.error("The game was created; please run `npm run format` and `npm run docs` by hand.");
}

function printSummary(): void {
  console.log(`Created ${title}:

  ${folder}/game.ts            its state, one row for each field
  ${folder}/listing.ts         its title and its rooms
  ${folder}/shared/move.ts     the input, and the step that clients predict
  ${folder}/server/rules.ts    the world and its rules
  ${folder}/client/scene.ts    the picture
  ${folder}/bots.ts            a brain
  ${folder}/starter.ts         a brain for others to begin with: npm run bots -- --room ${name} --new mine.ts
  ${folder}/arena.ts           matches without a server: npm run spar -- --game ${name} seek idle, npm run train -- --game ${name}
  ${tests}/${name}.test.ts

Play it:   npm run dev, then http://localhost:5173/?room=${name}
Bots:      npm run bots -- --room ${name} --count 4
Test:      npm run types && npm test -- ${tests}
Verify:    npm run verify -- --game ${name}
Read on:   docs/make-a-game.md
`);
}
