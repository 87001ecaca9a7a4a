/** `npm run ops`: what an operator asks of a running server or cluster, over its ops routes. */
import { parseArgs } from "node:util";
import { statusTable, textTable } from "../cluster/table.ts";
import { OpsApi, Refused } from "./api.ts";
import { roll } from "./roll.ts";

const HELP = `What an operator asks of a running server or cluster.

  npm run ops -- COMMAND [--url URL]

  status          processes and how they are
  rooms           rooms and where they are
  drain PROCESS   hands the process's rooms to others and ends it
  kick SESSION    removes a player; its seat is gone
  roll            replaces all processes, one by one, and says what moved

  --url URL       any process, or the entry   http://localhost:2567
  OPS_TOKEN       environment variable; a server without one of its own prints one at its start`;

let parsed: ReturnType<typeof read>;
try {
  parsed = read();
} catch (error) {
  console.error(`${(error as Error).message.split(". ")[0]}; --help lists all commands`);
  process.exit(1);
}
const { values, positionals } = parsed;
const [command, subject] = positionals;
const api = new OpsApi(values.url ?? "http://localhost:2567", process.env.OPS_TOKEN || undefined);

try {
  process.exitCode = values.help || command === undefined ? help() : await run(command);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function read() {
  const options = { url: { type: "string" }, help: { type: "boolean", short: "h" } } as const;
  return parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
}

function help(): number {
  console.log(HELP);
  return values.help ? 0 : 1;
}

async function run(command: string): Promise<number> {
  switch (command) {
    case "status":
      console.log(statusTable(await api.status()));
      return 0;
    case "rooms": {
      const { rooms } = await api.status();
      const rows = rooms.map(({ id, name, process, players, capacity, locked }) => {
        return [id, name, process, `${players}/${capacity}`, locked ? "locked" : "open"];
      });
      console.log(textTable([["room", "name", "process", "players", "state"], ...rows]));
      return 0;
    }
    case "drain":
      await api.post("drain", { process: wanted("PROCESS") });
      console.log(`${subject} is draining`);
      return 0;
    case "kick":
      await api.post("kick", { session: wanted("SESSION") });
      console.log(`${subject} was removed`);
      return 0;
    case "roll":
      return await roll(api, (line) => console.log(line));
    default:
      throw new Refused(`"${command}" is no command; --help lists all`);
  }
}

function wanted(what: string): string {
  if (subject === undefined)
    throw new Refused(`${command} wants a ${what}; \`npm run ops -- status\` lists processes`);
  return subject;
}
