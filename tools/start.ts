/** `npm start`: builds the browser game if need be, then becomes the server. */
import { ensureBuild } from "./build.ts";
import { commandLine } from "./commandLine.ts";

const HELP = `One server process. What it needs to know stands in its environment (docs/configuration.md).

  npm start -- [options]

  --game NAME     plays this game only; several, separated by commas: the first is offered first   all (or GAMES)`;

const { values } = commandLine(HELP, { game: { type: "string" } });
if (values.game !== undefined) process.env.GAMES = values.game;
if (!(await ensureBuild())) process.exit(1);
await import("./serve.ts");
