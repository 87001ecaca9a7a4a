/** `npm run dev`: the game page with hot reload, and a server that restarts when its code changes. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createServer } from "vite";
import { listenHost } from "../server/ownAddress.ts";
import { formatAddress, localHost, urlOf } from "../shared/address.ts";
import { ensureBuild } from "./build.ts";
import { commandLine } from "./commandLine.ts";
import { isInUse } from "./portInUse.ts";
import { PROJECT } from "./run.ts";
import { endWithParent, onStopSignal } from "./signals.ts";

/** Restarts after this time without changes, ms, because editors write several files at once. */
const QUIET = 150;
/** Time between two checks whether the server is ready, ms. */
const READY_EVERY = 100;

const HELP = `npm run dev

Serves the game page on DEV_PORT (5173), and the server on PORT (2567). A change of client or shared code reloads the page;
a change of server or shared code restarts the server, then reloads the page. Environment variables configure the server
(docs/configuration.md).`;

endWithParent();
commandLine(HELP, {});
const port = process.env.PORT ?? "2567";
const devPort = process.env.DEV_PORT ?? "5173";
// Otherwise the page would play on the server of another program.
await requireFree("PORT", port, listenHost(process.env.HOST));
await requireFree("DEV_PORT", devPort, "localhost");
if (!(await ensureBuild())) process.exit(1);

const readyz = urlOf("http", formatAddress(localHost(process.env.HOST), Number(port)), "/readyz");
let server = startServer();
let restarting = Promise.resolve();
const vite = await createServer({ configFile: join(PROJECT, "vite.config.ts"), clearScreen: false });
await vite.listen();
console.log(`Play at http://localhost:${vite.config.server.port}/ – it reloads on every change.`);

/** Files that the server does not load. */
const CLIENT_OF_GAME = /[\\/]games[\\/][^\\/]+[\\/]client[\\/]/;
const watched = ["server", "shared", "games"].map((folder) => join(PROJECT, folder));
vite.watcher.add(watched);
let timer: NodeJS.Timeout | undefined;
vite.watcher.on("all", (_event, file) => {
  if (!watched.some((folder) => file.startsWith(folder)) || CLIENT_OF_GAME.test(file)) return;
  clearTimeout(timer);
  timer = setTimeout(restart, QUIET);
});
// Vite's own handler would end this process before the server has ended.
process.removeAllListeners("SIGTERM");
let stopping = false;
onStopSignal(async () => {
  if (stopping) return;
  stopping = true;
  clearTimeout(timer);
  const [code] = await Promise.all([stop(server), vite.close()]);
  process.exit(code);
});

/** Exits when another program listens at the port. */
async function requireFree(name: string, port: string, host: string): Promise<void> {
  if (!(await isInUse(Number(port), host))) return;
  console.error(`${name}: ${port} is in use; choose another, as in ${name}=3000 npm run dev`);
  process.exit(1);
}

function startServer(): ChildProcess {
  return spawn(process.execPath, [join(PROJECT, "tools/serve.ts")], {
    env: { ...process.env, PORT: port },
    stdio: "inherit",
  });
}

/** @returns the exit code of the server; 0 when a mistake in the code had already ended it */
async function stop(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return 0;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = await ended;
  return code ?? 1;
}

/** Restarts the server. A change during a restart causes another one after it. */
function restart(): void {
  restarting = restarting.then(async () => {
    await stop(server);
    server = startServer();
    if (await becomesReady(server)) vite.ws.send({ type: "full-reload" });
  });
}

/** @returns false when the server ended because of a mistake in the code, which it has printed */
async function becomesReady(child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null) {
    const answer = await fetch(readyz).catch(() => undefined);
    if (answer?.ok) return true;
    await wait(READY_EVERY);
  }
  return false;
}
