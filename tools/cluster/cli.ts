/**
 * `npm run cluster`: a local cluster of real processes. This one starts and replaces them and shows how they are; it takes no
 * part in the game. Each process has a port of its own, where its players' sockets go. The entry port is shared by all as
 * node:cluster shares handles: whichever process is free accepts, so the entry lasts as long as any of them.
 */
import nodeCluster from "node:cluster";
import { randomBytes } from "node:crypto";
import { formatAddress, localHost, urlOf } from "../../shared/address.ts";
import { ensureBuild } from "../build.ts";
import { type PrivateRedis, startPrivateRedis } from "../redis.ts";
import { endWithParent, onStopSignal } from "../signals.ts";
import { BadOption, HELP, readOptions } from "./options.ts";
import { Screen } from "./screen.ts";
import { Slots } from "./slots.ts";
import { tableOf } from "./table.ts";

const LOOK_EVERY = 1000;
/** Where nothing can be redrawn the table is printed this seldom, in looks. */
const SPARSE = 10;

/** Signals that follow within this time, ms, are the same key. */
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
  if (!(await ensureBuild())) process.exit(1);
  const own: PrivateRedis | undefined = process.env.REDIS_URL ? undefined : await startPrivateRedis();
  const token = process.env.OPS_TOKEN || randomBytes(16).toString("hex");
  const hosts = [...new Set([options.host, "localhost", "127.0.0.1", "::1"])];
  const entry = urlOf("http", formatAddress(options.host, options.entry));
  const ports = Array.from({ length: options.processes }, (_, i) => options.port + i);

  const screen = new Screen(process.stdout);
  // The kernel hands connections to whoever accepts; nothing passes through this process.
  nodeCluster.schedulingPolicy = nodeCluster.SCHED_NONE;
  const slots = new Slots(options, screen, {
    REDIS_URL: process.env.REDIS_URL || own!.url,
    OPS_TOKEN: token,
    AUTH_SECRET: process.env.AUTH_SECRET || randomBytes(32).toString("hex"),
    // Pages come from the entry or any process; their sockets go to the one that has their room.
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
    // Run by npm, one Ctrl-C is two signals, and npm ends at once. SIGHUP is no key.
    if (signalled !== undefined && (signal === "SIGHUP" || now - signalled < SAME_KEY)) return;
    if (signalled === undefined) screen.print("draining; once more ends everything at once");
    else slots.kill();
    signalled = now;
    slots.stop();
  });
  slots.start();
  await slots.ready();
  if (signalled === undefined)
    screen.print(
      [
        `Play at ${entry}/`,
        `Redis: ${own === undefined ? "as given by REDIS_URL" : `${own.url}, private, gone with this command`}`,
        `Operators: ${entry}/ops/, or OPS_TOKEN=${token} npm run ops -- status --url ${entry}`,
      ].join("\n"),
    );

  let looks = 0;
  const watch = setInterval(async () => {
    const table = await tableOf(slots.ports, token, localHost(process.env.HOST));
    if (screen.redraws) screen.show(table);
    else if (looks++ % SPARSE === 0 && table !== "") screen.print(table);
  }, LOOK_EVERY);
  const code = await slots.ended;
  clearInterval(watch);
  screen.show("");
  await own?.close();
  process.exit(code);
}
