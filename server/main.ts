/** Starts one server process: listens, prints its address, and drains on a signal. */
import type { AddressInfo } from "node:net";
import { games } from "../games/index.ts";
import { formatAddress, localHost, urlOf } from "../shared/address.ts";
import { createApp, MissingBuild } from "./app.ts";
import { UnfitRedis } from "./cluster/redisFaults.ts";
import { sharedSecret } from "./cluster/sessionSecrets.ts";
import { connectSharedServices, type SharedServices, standaloneServices } from "./cluster/sharedServices.ts";
import { startWatchdog } from "./cluster/watchdog.ts";
import { Entry, EntryInUse } from "./entry.ts";
import { BadEnvironment, type Env, readEnv } from "./env.ts";
import { checkFramework } from "./framework/check.ts";
import { UnfitFramework } from "./framework/members.ts";
import { refuseAgent } from "./framework/withoutAgent.ts";
import { gamesNamed, roomNamesOf, UnknownGame } from "./game.ts";
import { NoIoThreads } from "./io/ioThreads.ts";
import { startIoThreads } from "./ioThreads.ts";
import { MatchLogs } from "./log/matchLogs.ts";
import { ownFaults } from "./net/faults.ts";
import { createTelemetry } from "./ops/telemetry.ts";
import { listenHost } from "./ownAddress.ts";
import { openRecords } from "./records/openStore.ts";
import { ownSignals } from "./signals.ts";
import { Stopping } from "./stopping.ts";

const telemetry = createTelemetry(roomNamesOf(games));
const { log, metrics } = telemetry;
refuseAgent();
ownFaults({
  onFault(kind, err) {
    metrics.faults.inc({ kind });
    if (kind === "client") log.warn({ err }, "uncaught error of a connection");
    else log.error({ err }, "uncaught error: a bug in the program");
  },
  end() {
    log.fatal("uncaught error: the process ends, its state may be damaged");
    process.exit(1);
  },
});

/** Errors whose message says what to do. */
const FORESEEN = [
  ...[BadEnvironment, MissingBuild, UnfitRedis, UnfitFramework, UnknownGame, NoIoThreads],
  EntryInUse,
];

const signals = ownSignals(log);

try {
  const env = readEnv(process.env);
  log.level = env.LOG_LEVEL;
  checkFramework();
  await start(env);
} catch (error) {
  fail(error);
}

async function start(env: Env): Promise<void> {
  const served = gamesNamed(games, env.GAMES);
  // A page without a room in its address belongs to the first game.
  const home = served[0] === games[0] ? undefined : roomNamesOf(served)[0];
  const { REDIS_CA: ca, REDIS_CERT: cert, REDIS_KEY: key } = env;
  const shared =
    env.REDIS_URL === undefined
      ? standaloneServices()
      : await connectSharedServices(env.REDIS_URL, env.CLUSTER, telemetry, { ca, cert, key });
  const logs = env.REPLAY_DIR === "" ? undefined : new MatchLogs(env.REPLAY_DIR, telemetry);
  const records = await openRecords(env, served, shared.redis, log);
  const io = await startIoThreads(env.IO_THREADS, telemetry);
  // The last frames are close frames: their codes say whether clients may return.
  if (io !== undefined) process.once("exit", () => io.flush());
  const app = createApp(await withSecret(env, shared), served, {
    shared,
    telemetry,
    home,
    logs,
    records,
    io,
  });
  const { REDIS_URL: url, CLUSTER: cluster } = env;
  const redis = url === undefined ? {} : { redis: { url, cluster, tls: { ca, cert, key } } };
  const { server, http } = app;
  server.onShutdown(async () => {
    const areRecordsClosed = (await app.recordWriter?.end()) ?? true;
    if (logs !== undefined && !(await logs.end())) endHung("writes to the match logs do not finish");
    await app.keeping?.end(stopping.left);
    if (!areRecordsClosed) endHung("the file of records does not close");
  });
  http.once("error", fail);
  const host = listenHost(env.HOST);
  await server.listen(env.PORT, host);
  http.off("error", fail);
  http.on("error", (err) => log.error({ err }, "fault of the HTTP server"));

  const entry = new Entry(http, env.ENTRY_PORT, host);
  const stopping = new Stopping(app, env.DRAIN_SECONDS, entry);
  app.keeping?.start();
  startWatchdog({ process: app.cluster.id, ...redis }, telemetry);
  signals.onStop(() => stopping.stop());
  await app.cluster.start(stopping);
  if (app.cluster.isDraining) return;
  // The entry opens last, because a process that is not ready refuses the players that the entry leads to it.
  await entry.open();

  const { port } = http.address() as AddressInfo;
  const origin = urlOf("http", formatAddress(localHost(host), port));
  if (env.OPS_TOKEN === undefined)
    console.log(`Operators: OPS_TOKEN=${app.access.token} npm run ops -- status --url ${origin}`);
  if (env.AUTH_SECRET === undefined)
    log.warn(
      shared.redis === undefined
        ? "AUTH_SECRET is not set: players' sessions end with this process, and no other process knows them"
        : "AUTH_SECRET is not set: players' sessions are signed with a secret that is kept in Redis, and end with it",
    );
  log.info({ console: `${origin}/ops/`, metrics: `${origin}/metrics` }, `accepting players at ${origin}/`);
}

/**
 * Called when all rooms are closed. A file operation that hangs would otherwise keep the process alive
 * forever.
 */
function endHung(what: string): void {
  log.fatal(`${what}: the process ends without waiting`);
  process.kill(process.pid, "SIGKILL");
}

/** Processes that share a Redis must verify each other's sessions, even if the operator has set no secret. */
async function withSecret(env: Env, { redis }: SharedServices): Promise<Env> {
  if (env.AUTH_SECRET !== undefined || redis === undefined) return env;
  return { ...env, AUTH_SECRET: [await sharedSecret(redis, log)] };
}

/** Ends the process with one line that says what to do; an unexpected error is printed with its stack. */
function fail(error: unknown): void {
  const line = explain(error);
  console.error(line === undefined ? error : `skirmish: ${line}`);
  process.exit(1);
}

function explain(error: unknown): string | undefined {
  if (FORESEEN.some((kind) => error instanceof kind)) return (error as Error).message;
  const { code, address, port } = error as { code?: string; address?: string; port?: number };
  switch (code) {
    case "EADDRINUSE":
      return `PORT: ${port} is in use; choose another, as in PORT=3000 npm start`;
    case "EACCES":
      return `PORT: no permission to listen on ${port}; choose one above 1023`;
    case "ENOTFOUND":
    case "EADDRNOTAVAIL":
      return `HOST: ${address ?? "the address"} is not an address of this machine`;
    default:
      return undefined;
  }
}
