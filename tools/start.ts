/** `npm start`: builds the browser game if needed, then runs the server in this process. */
import { ensureBuild } from "./build.ts";
import { commandLine } from "./commandLine.ts";
import { endWithParent } from "./signals.ts";

const HELP = `Starts one server process. Environment variables configure it (docs/configuration.md).

  npm start -- [options]

  --game NAME     runs only this game, or several separated by commas; players are offered the first one first
                  default: GAMES, or all games`;

// Before the build: the process that started this one may end during the build.
endWithParent();
const { values } = commandLine(HELP, { game: { type: "string" } });
if (values.game !== undefined) process.env.GAMES = values.game;
if (!(await ensureBuild())) process.exit(1);
await import("../server/main.ts");
