/** `npm run chaos`: breaks a real cluster under load, and prints the ledger of what players lost. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seeded, whole } from "../../shared/maths/random.ts";
import { counted } from "../../shared/text.ts";
import { Players } from "../support/breaking/players.ts";
import { Round, type Row } from "../support/breaking/round.ts";
import { TestCluster } from "../support/cluster.ts";
import { BREAKING, breakableThread } from "../support/server.ts";
import { BadOption, type ChaosOptions, HELP, readOptions } from "./options.ts";
import { Owners } from "./owners.ts";
import { PLAYED } from "./played.ts";
import { conclude, excuses, head, line } from "./report.ts";
import { roll } from "./roll.ts";
import { Seats } from "./seats.ts";

/** Before the first fault, so that the match is on and has scores, ms. */
const WARM_UP = 12_000;

// The SDK logs every return to the console, in the middle of the ledger.
console.info = () => {};

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(HELP);
  else process.exitCode = await (options.roll ? roll(options) : main(options));
} catch (error) {
  if (!(error instanceof BadOption)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
process.exit();

async function main(options: ChaosOptions): Promise<number> {
  const { processes, players: count, seed, minutes, kills } = options;
  console.log(
    `${processes} processes, ${count} players, seed ${seed}: ${kills === undefined ? `${minutes} min of faults` : counted(kills, "kill")}`,
  );
  // Proxies to Redis run in this process, which its players keep busy: only faults that need proxies have
  // them.
  const always = options.faults.includes("thread") ? breakableThread("end,hang") : {};
  const program = options.faults.includes("match") ? BREAKING : undefined;
  const cluster = await TestCluster.start(processes, {}, kills === undefined, always, program);
  const owners = new Owners(() => cluster.redis.client);
  let seats: Seats | undefined;
  const rows: Row[] = [];
  let stopped = false;
  process.once("SIGINT", () => {
    stopped = true;
  });
  try {
    const entries = cluster.servers.map(({ url }) => url);
    const players = await Players.connect(PLAYED, count, entries, seed);
    for (const { room } of players.all) owners.watch(room);
    await new Promise((resolve) => setTimeout(resolve, WARM_UP));
    const chance = seeded(seed);
    const end = performance.now() + minutes * 60_000;
    seats = new Seats(cluster, seeded(seed + 1));
    console.log(head());
    while (!stopped && (kills === undefined ? performance.now() < end : rows.length < kills)) {
      const fault = options.faults[whole(chance, options.faults.length)]!;
      const row = await new Round(cluster, players, seats).run(fault, chance, options.stopSeconds);
      rows.push(row);
      console.log(line(rows.length, row));
      if (row.back < row.players) console.log(excuses(players));
    }
    await players.leave();
  } finally {
    seats?.stop();
    owners.stop();
    if (options.logs !== undefined) saveLogs(cluster, options.logs);
    await cluster.close();
  }
  for (const { room, epoch, process } of cluster.owned()) owners.note(room, epoch, process);
  return conclude(options, rows, owners, seats);
}

/** One file for each process, in the order of their start. */
function saveLogs(cluster: TestCluster, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [i, server] of cluster.allServers.entries())
    writeFileSync(join(folder, `${String(i + 1).padStart(3, "0")}.log`), `${server.url}\n${server.log()}`);
}
