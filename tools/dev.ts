/**
 * `npm run dev`: the game page with hot reload on DEV_PORT (5173), the server on PORT (2567). A change of client or shared
 * code reloads the page; a change of server or shared code restarts the server, then reloads the page.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createServer } from "vite";
import { ensureBuild } from "./build.ts";
import { PROJECT } from "./run.ts";

/** Editors write in bursts; one restart serves them all. ms */
const QUIET = 150;
const READY_EVERY = 100;

const port = process.env.PORT ?? "2567";
if (!(await ensureBuild())) process.exit(1);

let server = startServer();
let restarting = Promise.resolve();
const vite = await createServer({ configFile: join(PROJECT, "vite.config.ts"), clearScreen: false });
await vite.listen();
console.log(`Play at http://localhost:${vite.config.server.port}/ – it reloads on every change.`);

const watched = ["server", "shared"].map((folder) => join(PROJECT, folder));
vite.watcher.add(watched);
let timer: NodeJS.Timeout | undefined;
vite.watcher.on("all", (_event, file) => {
  if (!watched.some((folder) => file.startsWith(folder))) return;
  clearTimeout(timer);
  timer = setTimeout(restart, QUIET);
});
// Vite would end the process before the server has ended.
process.removeAllListeners("SIGTERM");
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, async () => {
    clearTimeout(timer);
    await Promise.all([stop(server), vite.close()]);
    process.exit(0);
  });

function startServer(): ChildProcess {
  return spawn(process.execPath, [join(PROJECT, "server/main.ts")], {
    env: { ...process.env, PORT: port },
    stdio: "inherit",
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

/** One after the other: a change during a restart waits for it. */
function restart(): void {
  restarting = restarting.then(async () => {
    await stop(server);
    server = startServer();
    if (await becomesReady(server)) vite.ws.send({ type: "full-reload" });
  });
}

/** @returns false when it ended instead: a mistake in the code, which it has told of. */
async function becomesReady(child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null) {
    const answer = await fetch(`http://localhost:${port}/readyz`).catch(() => undefined);
    if (answer?.ok) return true;
    await wait(READY_EVERY);
  }
  return false;
}
