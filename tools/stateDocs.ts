/**
 * `npm run docs`: writes docs/state.md, the documentation of every game's state, from the tables of the
 * games.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { games } from "../games/index.ts";
import { stateDocs } from "../shared/fields/docs.ts";
import { commandLine } from "./commandLine.ts";

const HELP = `npm run docs

Writes docs/state.md, which documents the state of every game, from the tables of the games.`;

export const STATE_DOCS = fileURLToPath(new URL("../docs/state.md", import.meta.url));

export const allStateDocs = (): string =>
  `# State: what clients read, game by game

To speak to a server directly, join with the stock SDK, as in [direct.mjs](../examples/brains/direct.mjs): read \`room.state\`
after each patch, one a tick, and send an input for each: \`Object.assign(room.input().data, fields)\`, then \`room.input().send()\`.

Any client of the framework decodes it: \`room.state\` has these fields. This page is written by \`npm run docs\` from the tables of
the games (\`game.ts\` or \`entities.ts\` of each); a test fails when it is not up to date.

${games.map(({ game }) => `## ${game.title}\n\n${stateDocs(game.state, game.input)}`).join("\n\n")}
`;

if (import.meta.main) {
  commandLine(HELP, {});
  writeFileSync(STATE_DOCS, allStateDocs());
  console.log("Wrote docs/state.md");
}
