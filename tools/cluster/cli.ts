/**
 * `npm run cluster`: a local cluster of real processes. This process starts and replaces them and shows their
 * state; it runs no game. Each server process has a port of its own for the sockets of its players. All share
 * the entry port by node:cluster: any free process accepts a connection, so the entry lasts as long as one of
 * them runs.
 */
import nodeCluster from "node:cluster";
import { randomBytes } from "node:crypto";
import { listenHost } from "../../server/ownAddress.ts";
import { formatAddress, localHost, urlOf } from "../../shared/address.ts";
import { ensureBuild } from "../build.ts";
import { type PrivateRedis, startPrivateRedis } from "../redis.ts";
import { endWithParent, onStopSignal } from "../signals.ts";
import { BadOption, HELP, readOptions } from "./options.ts";
import { requireFree } from "./portsInUse.ts";
import { Screen } from "./screen.ts";
import { Slots } from "./slots.ts";
import { tableOf } from "./table.ts";

/** Time between two updates of the table, ms. */
const UPDATE = 1000;
/** If the output is no terminal, the table is printed only at every so many updates. */
const SPARSE = 10;

/** Signals within this time of each other count as one press of Ctrl-C, ms. */
const SAME_KEY = 1000;

endWithParent();
try {
  await main();
} catch (error) {
  if (!(error instanceof BadOption)) throw error;
  console.error(error.message);
  process.exit(1);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(HELP);
    return;
  }
  const ports = Array.from({ length: options.processes }, (_, i) => options.port + i);
  await requireFree(ports, options.entry, listenHost(process.env.HOST));
  if (!(await ensureBuild())) process.exit(1);
  const own: PrivateRedis | undefined = process.env.REDIS_URL ? undefined : await startPrivateRedis();
  const token = process.env.OPS_TOKEN || randomBytes(16).toString("hex");
  const hosts = [...new Set([options.host, "localhost", "127.0.0.1", "::1"])];
  const entry = urlOf("http", formatAddress(options.host, options.entry));

  const screen = new Screen(process.stdout);
  // Each process accepts connections itself, so that none passes through this process.
  nodeCluster.schedulingPolicy = nodeCluster.SCHED_NONE;
  const slots = new Slots(options, screen, {
    REDIS_URL: process.env.REDIS_URL || own!.url,
    OPS_TOKEN: token,
    AUTH_SECRET: process.env.AUTH_SECRET || randomBytes(32).toString("hex"),
    // A page comes from the entry or any process, and its socket goes to the process that has the room.
    ALLOWED_ORIGINS: [
      ...hosts.flatMap((host) =>
        [options.entry, ...ports].map((port) => urlOf("http", formatAddress(host, port))),
      ),
      ...(process.env.ALLOWED_ORIGINS ? [process.env.ALLOWED_ORIGINS] : []),
    ].join(","),
    ENTRY_PORT: String(options.entry),
  });

  let signalled: number | undefined;
  onStopSignal((signal) => {
    const now = performance.now();
    // Under npm one Ctrl-C arrives as two signals, and SIGHUP follows because npm ends at once.
    if (signalled !== undefined && (signal === "SIGHUP" || now - signalled < SAME_KEY)) return;
    if (signalled === undefined) screen.print("Draining. Press Ctrl-C again to end everything at once.");
    else slots.kill();
    signalled = now;
    slots.stop();
  });
  slots.start();
  await slots.ready();
  if (!slots.isStopping)
    screen.print(
      [
        `Play at ${entry}/`,
        `Redis: ${own === undefined ? "the one of REDIS_URL" : `${own.url}, private, ends with this command`}`,
        `Operators: ${entry}/ops/, or OPS_TOKEN=${token} npm run ops -- status --url ${entry}`,
      ].join("\n"),
    );

  let updates = 0;
  const watch = setInterval(async () => {
    const table = await tableOf(slots.ports, token, localHost(process.env.HOST));
    if (screen.redraws) screen.show(table);
    else if (updates++ % SPARSE === 0 && table !== "") screen.print(table);
  }, UPDATE);
  const code = await slots.ended;
  clearInterval(watch);
  screen.show("");
  await own?.close();
  process.exit(code);
}
